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
            do {
                let summary = try await SyncPass(configuration: configuration, follower: follower) { PassLog(logger: logger).log($0) }.run()
                failures = summary.statuses.values.contains { $0 == .failed || $0 == .incomplete } ? failures + 1 : 0
            } catch {
                if Task.isCancelled { throw CancellationError() }
                failures += 1
                logger.error("the pass failed", metadata: ["error": "\(error)"])
            }
            // Up to 16 intervals, and never in step with others.
            try await wakeUp.wait(atMost: interval * Double.random(in: 0.9...1.1) * Double(1 << min(failures, 4)))
        }
    }
}
