import Synchronization
import Testing

@testable import AWSPubEngine

/// When pending things are looked at.
struct PollPaceTests {
    private static let policy = PollPolicy(first: .seconds(2), longest: .seconds(15))

    /// A wait for something with a steady progress, in simulated time.
    /// - Returns: how many looks it took, and after how many seconds the last one came.
    private func wait(for total: Double, tells: Bool = true) -> (looks: Int, noticed: Double) {
        let start = ContinuousClock.now
        var pace = PollPace(.new, at: start, policy: Self.policy)
        var looks = 0
        while true {
            looks += 1
            let elapsed = (pace.due - start) / .seconds(1)
            if elapsed >= total { return (looks, elapsed) }
            pace.looked(at: pace.due, percent: tells ? (elapsed / total * 100).rounded(.down) : nil, policy: Self.policy)
        }
    }

    @Test("an end that the progress foretells is noticed within 2 s, with few looks", arguments: [3.0, 20, 41.5, 60, 600, 3600])
    func foretold(total: Double) {
        let (looks, noticed) = wait(for: total)
        #expect(noticed - total <= 2)
        #expect(Double(looks) <= 10 + total / 15 + total / 100)
    }

    @Test("an end that nothing foretells is noticed within 2 s", arguments: [0.5, 5, 61])
    func unforetold(total: Double) { #expect(wait(for: total, tells: false).noticed - total <= 2) }

    @Test("what is probably done is looked at now; what is running is measured from the first look on")
    func starts() {
        let now = ContinuousClock.now
        #expect(PollPace(.ending, at: now, policy: Self.policy).due == now)
        var pace = PollPace(.running, at: now, policy: Self.policy)
        pace.looked(at: now + .seconds(2), percent: 90, policy: Self.policy)
        #expect(pace.due == now + .seconds(4))
        // Three percent in two seconds at most, and seven to go at least: nine tenths of 4.7 s.
        pace.looked(at: now + .seconds(4), percent: 92, policy: Self.policy)
        #expect(pace.due > now + .seconds(8) && pace.due < now + .seconds(9))
    }
}

/// Looking for many at once.
struct BatchedStatesTests {
    private static let policy = PollPolicy(
        first: .milliseconds(20), longest: .milliseconds(40), deadline: .seconds(30), consistencyWindow: .seconds(5))

    @Test("waiters share their looks, and each learns of its own end")
    func shared() async throws {
        let calls = Atomic(0)
        let states = BatchedStates<Int, Bool>(policy: Self.policy) { keys in
            let call = calls.add(1, ordering: .relaxed).newValue
            return Dictionary(uniqueKeysWithValues: keys.map { ($0, call > 3) })
        }
        try await withThrowingTaskGroup { group in
            for key in 0..<50 { group.addTask { try await states.wait(for: key, what: "thing", .new) { $0 == true } } }
            try await group.waitForAll()
        }
        #expect(calls.load(ordering: .relaxed) < 50)
    }

    @Test("a failed look is told to all who wait")
    func failed() async throws {
        struct Failure: Error {}
        let states = BatchedStates<Int, Bool>(policy: Self.policy) { _ in throw Failure() }
        await withTaskGroup { group in
            for key in 0..<5 {
                group.addTask {
                    await #expect(throws: Failure.self) { try await states.wait(for: key, what: "thing", .new) { _ in false } }
                }
            }
        }
    }

    @Test("what stays invisible longer than the window is gone")
    func invisible() async {
        var policy = Self.policy
        policy.consistencyWindow = .milliseconds(100)
        let states = BatchedStates<Int, Bool>(policy: policy) { _ in [:] }
        await #expect(throws: EngineError.self) { try await states.wait(for: 1, what: "thing", .new) { $0 == true } }
    }
}
