import Foundation
import Synchronization
import Testing

@testable import AWS

struct RefreshingCredentialsTests {
    /// A source whose answers a test decides; it holds them back until it is told to go on.
    private actor Source: CredentialProvider {
        private(set) var fetches = 0
        private var isHeld = false
        private var held: [CheckedContinuation<Void, Never>] = []
        private var answer: @Sendable (Int) throws -> Credentials

        init(_ answer: @escaping @Sendable (Int) throws -> Credentials) { self.answer = answer }

        func credentials() async throws -> Credentials {
            fetches += 1
            let number = fetches
            if isHeld { await withCheckedContinuation { held.append($0) } }
            try Task.checkCancellation()
            return try answer(number)
        }

        func hold() { isHeld = true }

        func goOn() {
            isHeld = false
            for waiter in held { waiter.resume() }
            held = []
        }

        func waitForFetches(_ count: Int) async throws {
            while fetches < count { try await Task.sleep(for: .milliseconds(1)) }
        }
    }

    private struct Failure: Error {}

    /// A clock that a test moves.
    private final class TestClock: Sendable {
        private let time = Mutex(Date(timeIntervalSince1970: 0))
        var now: Date { time.withLock { $0 } }
        func set(_ seconds: TimeInterval) { time.withLock { $0 = Date(timeIntervalSince1970: seconds) } }
    }

    private let clock = TestClock()

    private static func credentials(_ number: Int, until end: TimeInterval?) -> Credentials {
        Credentials(accessKeyID: "\(number)", secretAccessKey: "s", expiration: end.map { Date(timeIntervalSince1970: $0) })
    }

    private func refreshing(_ source: Source) -> RefreshingCredentials { RefreshingCredentials(source, now: { [clock] in clock.now }) }

    @Test("credentials are fetched anew a quarter of an hour before their end, or a quarter of a shorter life")
    func aheadOfTime() async throws {
        for (life, last, first) in [(3600.0, 2699.0, 2700.0), (900, 674, 676)] {
            clock.set(0)
            let refreshing = refreshing(Source { RefreshingCredentialsTests.credentials($0, until: life * Double($0)) })
            #expect(try await refreshing.credentials().accessKeyID == "1")
            clock.set(last)
            #expect(try await refreshing.credentials().accessKeyID == "1")
            clock.set(first)
            #expect(try await refreshing.credentials().accessKeyID == "2")
        }
    }

    @Test("keys without an end are looked at again after five minutes")
    func withoutEnd() async throws {
        let refreshing = refreshing(Source { RefreshingCredentialsTests.credentials($0, until: nil) })
        for (time, expected) in [(0.0, "1"), (299, "1"), (301, "2")] {
            clock.set(time)
            #expect(try await refreshing.credentials().accessKeyID == expected)
        }
    }

    @Test("all who ask at the same time get the outcome of one fetch")
    func singleFlight() async throws {
        let source = Source { RefreshingCredentialsTests.credentials($0, until: 3600) }
        await source.hold()
        let refreshing = refreshing(source)
        let found = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<20 { group.addTask { try await refreshing.credentials().accessKeyID } }
            try await source.waitForFetches(1)
            await source.goOn()
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(found == ["1"])
        #expect(await source.fetches == 1)
    }

    @Test("while they are renewed ahead of their end, who asks gets the old ones at once; close to the end all wait for the new")
    func aheadWithoutWaiting() async throws {
        let source = Source { RefreshingCredentialsTests.credentials($0, until: 3600 * Double($0)) }
        let refreshing = refreshing(source)
        #expect(try await refreshing.credentials().accessKeyID == "1")
        await source.hold()
        clock.set(2800)
        async let renewed = refreshing.credentials().accessKeyID
        try await source.waitForFetches(2)
        #expect(try await refreshing.credentials().accessKeyID == "1")
        clock.set(3100)
        async let waiting = refreshing.credentials().accessKeyID
        await source.goOn()
        #expect(try await [renewed, waiting] == ["2", "2"])
    }

    @Test("what is over already is not fetched with every call")
    func over() async throws {
        clock.set(5000)
        let source = Source { RefreshingCredentialsTests.credentials($0, until: 3600) }
        let refreshing = refreshing(source)
        for (time, expected) in [(5000.0, "1"), (5029, "1"), (5031, "2")] {
            clock.set(time)
            #expect(try await refreshing.credentials().accessKeyID == expected)
        }
    }

    @Test("a failure is forgotten; while the old ones are good they serve")
    func failures() async throws {
        let source = Source { number in
            guard number == 2 || number == 5 else { throw Failure() }
            return RefreshingCredentialsTests.credentials(number, until: 3600)
        }
        let refreshing = refreshing(source)
        await #expect(throws: Failure.self) { try await refreshing.credentials() }
        #expect(try await refreshing.credentials().accessKeyID == "2")
        clock.set(3000)
        #expect(try await refreshing.credentials().accessKeyID == "2")
        #expect(try await refreshing.credentials().accessKeyID == "2")
        #expect(await source.fetches == 3)
        clock.set(3601)
        await #expect(throws: Failure.self) { try await refreshing.credentials() }
        #expect(try await refreshing.credentials().accessKeyID == "5")
    }

    @Test("when the one who fetches is cancelled, another who waits takes over")
    func cancelledLeader() async throws {
        let source = Source { RefreshingCredentialsTests.credentials($0, until: 3600) }
        await source.hold()
        let refreshing = refreshing(source)
        let found = try await withThrowingTaskGroup(of: String?.self) { group in
            group.addTask {
                do { return try await refreshing.credentials().accessKeyID } catch is CancellationError { return nil }
            }
            try await source.waitForFetches(1)
            async let second = refreshing.credentials().accessKeyID
            group.cancelAll()
            await source.goOn()
            let first = try await group.next()
            #expect(first == .some(nil))
            return try await second
        }
        #expect(found == "2")
    }
}
