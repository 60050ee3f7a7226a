package import Foundation

/// Keeps credentials for as long as they are good and fetches new ones ahead of their end, once for all who ask meanwhile.
///
/// A failure is told to those who waited and then forgotten: the next caller tries again.
package actor RefreshingCredentials: CredentialProvider {
    private let source: any CredentialProvider
    private let now: @Sendable () -> Date
    private var current: Kept?
    private var isFetching = false
    /// Resumed with the outcome, or with nil when the one who fetched was cancelled and another must.
    private var waiting: [CheckedContinuation<Result<Credentials, any Error>?, Never>] = []

    private struct Kept {
        let credentials: Credentials
        /// From here on new ones are wanted.
        let refreshAt: Date
        /// From here on these are not given out any more while new ones are fetched.
        let waitAt: Date
        /// From here on these are of no use.
        let end: Date
    }

    /// - Parameter now: tells the time.
    package init(_ source: any CredentialProvider, now: @escaping @Sendable () -> Date = { Date() }) {
        self.source = source
        self.now = now
    }

    package func credentials() async throws -> Credentials {
        while true {
            if let current, now() < current.refreshAt { return current.credentials }
            guard isFetching else { return try await fetch() }
            // One who asks while they are renewed ahead need not wait.
            if let current, now() < current.waitAt { return current.credentials }
            if let outcome = await withCheckedContinuation({ waiting.append($0) }) { return try outcome.get() }
            try Task.checkCancellation()
        }
    }

    package func replace(_ refused: Credentials) async -> Bool {
        if current?.credentials == refused { current = nil }
        // When there are none, the next attempt of the call says why.
        guard let other = try? await credentials() else { return true }
        return other != refused
    }

    private func fetch() async throws -> Credentials {
        isFetching = true
        let outcome: Result<Credentials, any Error>
        do {
            let fetched = try await source.credentials()
            current = keep(fetched)
            outcome = .success(fetched)
        } catch {
            outcome = stillGood(at: now()).map(Result.success) ?? .failure(error)
        }
        isFetching = false
        let isCancelled = if case .failure = outcome { Task.isCancelled } else { false }
        let resumed = waiting
        waiting = []
        for waiter in resumed { waiter.resume(returning: isCancelled ? nil : outcome) }
        return try outcome.get()
    }

    /// What is near its end serves until then, while the source fails; it is asked again a little later.
    private func stillGood(at time: Date) -> Credentials? {
        guard let kept = current, time < kept.end else { return nil }
        current = Kept(
            credentials: kept.credentials, refreshAt: min(time.addingTimeInterval(30), kept.end), waitAt: kept.waitAt, end: kept.end)
        return kept.credentials
    }

    private func keep(_ fetched: Credentials) -> Kept {
        let time = now()
        guard let end = fetched.expiration else {
            // Keys without an end may be exchanged in their file by other tools: look again now and then.
            return Kept(credentials: fetched, refreshAt: time.addingTimeInterval(300), waitAt: .distantFuture, end: .distantFuture)
        }
        // A quarter of an hour ahead, as botocore does, or a quarter of a shorter life; two thirds of that later they must be new.
        let ahead = min(15 * 60, max(0, end.timeIntervalSince(time)) / 4)
        // What seems to be over already, since the clock is wrong or the source has nothing newer, is not asked for with every call.
        let refreshAt = max(end.addingTimeInterval(-ahead), end < time ? time.addingTimeInterval(30) : time)
        return Kept(credentials: fetched, refreshAt: refreshAt, waitAt: end.addingTimeInterval(-ahead * 2 / 3), end: end)
    }
}
