import Bot
import ConfigDiff
import Git
import Logging
import RepoWatcher
import ServiceLifecycle

/// Follows one repository: a pass at the start, then one whenever it is woken or the interval is over. What goes wrong in a pass is told, and
/// the next one comes later and later; other repositories do not notice.
struct RepositoryLoop: Service {
    let configuration: BotConfiguration
    let follower: BranchFollower
    let interval: Duration
    let wakeUp: WakeUp
    let name: String
    let record: BotRecord
    let logger: Logger

    /// Runs until it is shut down, which ends a pass at its next safe point.
    func run() async throws {
        do {
            try await cancelWhenGracefulShutdown { try await follow() }
        } catch is CancellationError {
            logger.info("stopped")
        }
    }

    private func follow() async throws {
        var failures = 0
        while true {
            // Resuming wakes the loop.
            guard record.repository(name)?.isSuspended != true else {
                try await wakeUp.wait(atMost: interval)
                continue
            }
            var problem: String?
            if let commit = record.beginLook(at: name) {
                logger.warning("found by polling; no webhook announced it", metadata: ["commit": "\(commit)"])
            }
            do {
                let pass = SyncPass(configuration: configuration, follower: follower) { event in
                    PassLog(logger: logger).log(event)
                    record.take(event, of: name)
                }
                let summary = try await pass.run()
                failures = summary.statuses.values.contains { $0 == .failed || $0 == .incomplete } ? failures + 1 : 0
            } catch {
                if Task.isCancelled { throw CancellationError() }
                failures += 1
                problem = "\(error)"
                logger.error("the pass failed", metadata: ["error": "\(error)"])
            }
            // Up to 16 intervals, and never in step with others.
            let pause = interval * Double.random(in: 0.9...1.1) * Double(1 << min(failures, 4))
            record.endLook(at: name, error: problem, failures: failures, pause: pause)
            try await wakeUp.wait(atMost: pause)
        }
    }
}
