import ConfigDiff
import Forge
import Git
import ImageConfig

/// Keeps the statuses of merged commits at a forge as the runs go. A forge that is away delays nothing but that.
package actor RunReports {
    private let reporting: ForgeReporting
    private let coalescing: Duration
    private let longestPause: Duration
    private let events: BotEventHandler
    private var ledger = CommitLedger()
    /// What the forge was told, or does not take.
    private var said: [Key: CommitStatus] = [:]
    private let facts: AsyncStream<BotEvent>
    private let continuation: AsyncStream<BotEvent>.Continuation
    private let news = Signal()

    private struct Key: Hashable {
        let commit: ObjectID
        let context: String

        init(_ line: CommitLedger.Line) { (commit, context) = (line.commit, line.status.context) }
    }

    /// - Parameters:
    ///   - coalescing: how long what is to be said waits for more.
    ///   - longestPause: between tries while the forge does not take it.
    package init(
        _ reporting: ForgeReporting, coalescing: Duration = .milliseconds(500), longestPause: Duration = .seconds(300),
        events: @escaping BotEventHandler
    ) {
        self.reporting = reporting
        self.coalescing = coalescing
        self.longestPause = longestPause
        self.events = events
        (facts, continuation) = AsyncStream.makeStream()
    }

    /// Takes an event of the repository, from any thread.
    package nonisolated func take(_ event: BotEvent) {
        switch event {
        case .looked(.some), .started, .held, .finished, .interrupted: continuation.yield(event)
        default: break
        }
    }

    /// Works until it is cancelled; then it says what it can within a few seconds.
    /// - Throws: `CancellationError`.
    package func run() async throws {
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await self.takeFacts() }
                group.addTask { try await self.deliver() }
                for try await _ in group {}
            }
        } catch {
            // What is not said now is found out by the first look of the next process.
            try? await lastWork(within: .seconds(5)) { try await self.sayAll() }
            throw error
        }
    }

    private func takeFacts() async {
        for await event in facts {
            switch event {
            case .looked(let look?): ledger.take(look)
            case .started(let due, _): ledger.started(due.unit)
            case .held(let unit, let reason): ledger.held(unit, reason)
            case .interrupted(let unit): ledger.interrupted(unit)
            case .finished(let unit, let status, let errors): ledger.finished(unit, status, errors: errors)
            default: break
            }
            news.send()
        }
    }

    private func deliver() async throws {
        for await _ in news.stream {
            try await Task.sleep(for: coalescing)
            var failures = 0
            while true {
                do {
                    try await sayAll()
                    break
                } catch let error as ForgeError {
                    try Task.checkCancellation()
                    failures += 1
                    events(.notReported("\(error)"))
                    try await Task.sleep(for: error.pause(after: failures, longest: longestPause))
                }
            }
        }
        try Task.checkCancellation()
    }

    /// Says what is not said yet, the oldest first.
    private func sayAll() async throws {
        while let line = ledger.lines.first(where: { said[Key($0)] != $0.status }) {
            do {
                try await reporting.forge.report(linked(line), on: line.commit.hex)
                events(.reported)
            } catch {
                // The same again would not be taken either.
                guard [.rejected, .notFound].contains(error.code) else { throw error }
                events(.notReported("\(error)"))
            }
            said[Key(line)] = line.status
        }
        let known = Set(ledger.lines.map(\.commit))
        said = said.filter { known.contains($0.key.commit) }
    }

    private func linked(_ line: CommitLedger.Line) -> CommitStatus {
        let status = line.status
        return CommitStatus(context: status.context, state: status.state, summary: status.summary, link: line.unit.flatMap(reporting.link))
    }
}

extension ForgeError {
    /// Returns how long to wait: as long as the forge asks for, else longer each time.
    func pause(after failures: Int, longest: Duration) -> Duration {
        if case .rateLimited(let wanted?) = code { return min(max(wanted, .seconds(1)), .seconds(3600)) }
        return .backOff(after: failures, first: .seconds(1), longest: longest)
    }
}
