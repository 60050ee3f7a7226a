import Bot
import ConfigDiff
import Git
import ImageConfig
import Logging
import RepoWatcher

/// Follows one repository: a look at the start, then one whenever it is woken or the interval is over. What goes wrong in a look is told, and the
/// next one comes later and later; other repositories do not notice. What is due runs beside the looks.
struct RepositoryLoop: Sendable {
    let plan: RepositoryPlan
    let wakeUp: WakeUp
    let pool: WorkerPool
    let record: BotRecord
    let logger: Logger

    /// The time between two looks, and between two full comparisons.
    private var interval: Duration { .seconds(plan.entry.interval) }
    private var resync: Duration { .seconds(plan.entry.resync) }
    private var name: String { plan.name }

    /// Runs until it is cancelled, which ends what runs at its next safe point.
    func run() async {
        record.began(name)
        var failures = 0
        while !Task.isCancelled {
            do {
                try await work()
            } catch {
                guard !Task.isCancelled else { break }
                // Such as a state directory that cannot be written to. Later it can.
                failures += 1
                logger.error("the repository cannot be followed; it is tried again", metadata: ["error": "\(error)"])
                try? await pause(after: failures, problem: "\(error)")  // cancelled: the loop ends
            }
        }
        logger.info("stopped")
    }

    private func work() async throws {
        let reconciler = try await reconciler()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await reconciler.run() }
            group.addTask { try await follow(reconciler) }
            for try await _ in group {}
        }
    }

    private func reconciler() async throws -> Reconciler {
        let state = try StateDirectory(at: plan.configuration.stateDirectory)
        let follower = try await plan.configuration.follower(in: state)
        let log = PassLog(logger: logger)
        return Reconciler(
            configuration: plan.configuration, follower: follower, pool: pool, wake: { [wakeUp] in wakeUp.wake() },
            events: { [record, name] event in
                log.log(event)
                record.take(event, of: name)
            })
    }

    private func follow(_ reconciler: Reconciler) async throws {
        var failures = 0
        var nextFull = ContinuousClock.now
        while true {
            // Resuming wakes the loop.
            guard record.repository(name)?.isSuspended != true else {
                try await wakeUp.wait(atMost: interval)
                continue
            }
            let isFull = nextFull <= .now
            let problem = try await look(reconciler, full: isFull)
            failures = problem == nil ? 0 : failures + 1
            if isFull, problem == nil { nextFull = .now.advanced(by: resync * Double.random(in: 0.9...1.1)) }
            try await pause(after: failures, problem: problem, retry: reconciler.nextRetry)
        }
    }

    /// Waits for the next look: up to 16 intervals, and never in step with others.
    private func pause(after failures: Int, problem: String?, retry: Duration? = nil) async throws {
        var pause = interval * Double.random(in: 0.9...1.1) * Double(1 << min(failures, 4))
        if failures == 0, let retry { pause = min(pause, max(retry, .seconds(1))) }
        record.endLook(at: name, error: problem, failures: failures, pause: pause)
        try await wakeUp.wait(atMost: pause)
    }

    /// - Returns: what went wrong.
    private func look(_ reconciler: Reconciler, full: Bool) async throws -> String? {
        if let commit = record.beginLook(at: name) {
            logger.warning("found by polling; no webhook announced it", metadata: ["commit": "\(commit)"])
        }
        do {
            try await reconciler.look(full: full)
            return nil
        } catch {
            if Task.isCancelled { throw CancellationError() }
            // Which disk, git does not say.
            let isFull = (error as? GitError)?.code == .diskFull
            let problem = isFull ? "\(error); it is \(plan.configuration.stateDirectory)" : "\(error)"
            logger.error("the look failed", metadata: ["error": "\(problem)"])
            return problem
        }
    }
}
