import Bot
import ConfigDiff
import ImageConfig
import Synchronization
import Testing

struct WorkerPoolTests {
    private final class Floor: Sendable {
        private let state = Mutex((working: 0, most: 0, isOpen: false, order: [String]()))

        func enter(_ name: String) {
            state.withLock { state in
                state.working += 1
                state.most = max(state.most, state.working)
                state.order.append(name)
            }
        }

        func leave() { state.withLock { $0.working -= 1 } }
        func open() { state.withLock { $0.isOpen = true } }
        var isOpen: Bool { state.withLock { $0.isOpen } }
        var working: Int { state.withLock { $0.working } }
        var most: Int { state.withLock { $0.most } }
        var order: [String] { state.withLock { $0.order } }
    }

    @Test("no more than the places work, and a repository with much to do does not keep another waiting")
    func fairness() async throws {
        let (pool, floor) = (WorkerPool(places: 2), Floor())
        @Sendable func work(_ name: String) async throws {
            try await pool.withPlace(for: name) {
                floor.enter(name)
                while !floor.isOpen { try await Task.sleep(for: .milliseconds(2)) }
                try await Task.sleep(for: .milliseconds(5))
                floor.leave()
            }
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<20 { group.addTask { try await work("large") } }
            while floor.working < 2 { try await Task.sleep(for: .milliseconds(2)) }
            try await Task.sleep(for: .milliseconds(100))
            for _ in 0..<2 { group.addTask { try await work("small") } }
            try await Task.sleep(for: .milliseconds(100))
            floor.open()
            try await group.waitForAll()
        }
        #expect(floor.most == 2)
        #expect(floor.order.count == 22)
        #expect(floor.order.prefix(8).count { $0 == "small" } == 2, "\(floor.order)")
    }

    @Test("who is cancelled while waiting takes no place")
    func cancellation() async throws {
        let pool = WorkerPool(places: 1)
        try await pool.withPlace(for: "a") {
            let waiting = Task { try await pool.withPlace(for: "b") {} }
            try await Task.sleep(for: .milliseconds(20))
            waiting.cancel()
            await #expect(throws: CancellationError.self) { try await waiting.value }
        }
        #expect(try await pool.withPlace(for: "c") { true })
    }

    @Test("more places go to who waits at once; of too many, as many are left as there are to be")
    func resize() async throws {
        let (pool, floor) = (WorkerPool(places: 1), Floor())
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<12 {
                group.addTask {
                    try await pool.withPlace(for: "\(index)") {
                        floor.enter("\(index)")
                        while !floor.isOpen { try await Task.sleep(for: .milliseconds(2)) }
                        floor.leave()
                    }
                }
            }
            await pool.resize(to: 4)
            while floor.working < 4 { try await Task.sleep(for: .milliseconds(2)) }
            await pool.resize(to: 2)
            floor.open()
            try await group.waitForAll()
        }
        #expect(floor.most == 4)
        #expect(floor.order.count == 12)
        let after = Floor()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<6 {
                group.addTask {
                    try await pool.withPlace(for: "a") {
                        after.enter("a")
                        try await Task.sleep(for: .milliseconds(20))
                        after.leave()
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(after.most == 2)
    }

    @Test("who takes too long leaves the place to others, and goes on")
    func limit() async throws {
        let pool = WorkerPool(places: 1)
        let (stream, signal) = AsyncStream.makeStream(of: Void.self)
        async let slow = pool.withPlace(for: "a", atMost: .milliseconds(10)) { () -> Bool in
            for await _ in stream { return true }
            return false
        }
        try await pool.withPlace(for: "b", atMost: .seconds(600)) { _ = signal.yield() }
        #expect(try await slow)
        // There is one place still, and not two.
        try await pool.withPlace(for: "c") {
            let waiting = Task { try await pool.withPlace(for: "d", atMost: .seconds(600)) {} }
            try await Task.sleep(for: .milliseconds(20))
            waiting.cancel()
            await #expect(throws: CancellationError.self) { try await waiting.value }
        }
    }

    @Test("tries come later and later up to the longest, and at once for another definition or after success")
    func retries() {
        var retries = Retries(first: .seconds(60), longest: .seconds(600))
        let start = ContinuousClock.now
        func due(_ fingerprint: String) -> DueUnit {
            DueUnit(unit: UnitID(config: "a.yaml", group: .ungrouped), reasons: [], fingerprint: fingerprint)
        }
        #expect(retries.time(of: due("1"), after: start) == nil)
        var last = Duration.zero
        for wanted in [60.0, 120, 240, 480, 600, 600] {
            retries.ended(due("1"), .failed, at: start)
            let delay = retries.time(of: due("1"), after: start).map { start.duration(to: $0) } ?? .zero
            #expect(delay >= .seconds(wanted * 0.75) && delay <= .seconds(wanted * 1.25))
            last = delay
        }
        #expect(retries.time(of: due("1"), after: start.advanced(by: last)) == nil)
        #expect(retries.time(of: due("2"), after: start) == nil)
        retries.ended(due("1"), .published, at: start)
        #expect(retries.time(of: due("1"), after: start) == nil)
    }
}
