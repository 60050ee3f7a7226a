import Bot
import ConfigDiff
import Git
import ImageConfig
import Logging
import RepoWatcher
import ServiceLifecycle

/// Follows one repository: a look at the start, then one whenever it is woken or the interval is over. What goes wrong in a look is told, and the
/// next one comes later and later; other repositories do not notice. What is due runs beside the looks.
struct RepositoryLoop: Service {
    let reconciler: Reconciler
    /// The time between two looks, and between two full comparisons.
    let interval: Duration
    let resync: Duration
    let wakeUp: WakeUp
    /// Places to look in, for all repositories together.
    let looks: WorkerPool
    let name: String
    let record: BotRecord
    let logger: Logger

    /// At the start all repositories are looked at. A thousand git programs at once would need gigabytes, and none would come to its end in time.
    static let looksAtOnce = 16
    /// Between the beginnings of two looks. A person does not notice it, and a flood of deliveries takes a twelfth of a core.
    private static let shortestPause = Duration.milliseconds(250)
    /// Who takes longer leaves its place to others, so that servers that hang keep nobody waiting.
    private static let longestTurn = Duration.seconds(10)

    /// Makes loops, a few at a time: each has git check its clone, which takes as long as a look.
    static func make(
        _ repositories: [OperatorSettings.RepositoryEntry], _ make: @escaping @Sendable (OperatorSettings.RepositoryEntry) async throws -> Self?
    ) async throws -> [RepositoryLoop] {
        try await withThrowingTaskGroup(of: Self?.self) { group in
            var loops: [RepositoryLoop] = []
            for (index, repository) in repositories.enumerated() {
                if index >= looksAtOnce, let made = try await group.next() ?? nil { loops.append(made) }
                group.addTask { try await make(repository) }
            }
            for try await made in group { if let made { loops.append(made) } }
            return loops
        }
    }

    /// Runs until it is shut down, which ends what runs at its next safe point.
    func run() async throws {
        do {
            try await cancelWhenGracefulShutdown {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await reconciler.run() }
                    group.addTask { try await follow() }
                    for try await _ in group {}
                }
            }
        } catch is CancellationError {
            logger.info("stopped")
        }
    }

    private func follow() async throws {
        var failures = 0
        var nextFull = ContinuousClock.now
        while true {
            // Resuming wakes the loop.
            guard record.repository(name)?.isSuspended != true else {
                try await wakeUp.wait(atMost: interval)
                continue
            }
            let began = ContinuousClock.now
            let isFull = nextFull <= began
            let problem = try await look(full: isFull)
            failures = problem == nil ? 0 : failures + 1
            if isFull, problem == nil { nextFull = .now.advanced(by: resync * Double.random(in: 0.9...1.1)) }
            // Up to 16 intervals, and never in step with others.
            var pause = interval * Double.random(in: 0.9...1.1) * Double(1 << min(failures, 4))
            if failures == 0, let retry = await reconciler.nextRetry { pause = min(pause, max(retry, .seconds(1))) }
            record.endLook(at: name, error: problem, failures: failures, pause: pause)
            try await wakeUp.wait(atMost: pause)
            // However many deliveries come.
            try await Task.sleep(until: began + RepositoryLoop.shortestPause)
        }
    }

    /// - Returns: what went wrong.
    private func look(full: Bool) async throws -> String? {
        try await looks.withPlace(for: name, atMost: RepositoryLoop.longestTurn) {
            if let commit = record.beginLook(at: name) {
                logger.warning("found by polling; no webhook announced it", metadata: ["commit": "\(commit)"])
            }
            do {
                try await reconciler.look(full: full)
                return nil
            } catch {
                if Task.isCancelled { throw CancellationError() }
                logger.error("the look failed", metadata: ["error": "\(error)"])
                return "\(error)"
            }
        }
    }
}
