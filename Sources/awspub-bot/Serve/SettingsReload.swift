import Bot
import Foundation
import ImageConfig
import Logging
import ServiceLifecycle

/// Reads settings and secrets again at each SIGHUP. They count as a whole: when anything is wrong, nothing changes.
struct SettingsReload: Service {
    let path: String
    let environment: [String: String]
    /// The plan that counts at the start.
    let plan: DaemonPlan
    let daemon: Daemon
    let hangups: AsyncStream<Void>
    let logger: Logger

    /// - Returns: what comes at each SIGHUP, from now on; one more while a reload goes on is enough.
    static func hangups() -> AsyncStream<Void> {
        let (hangups, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        Signals.shared.listen(to: SIGHUP) { continuation.yield() }
        return hangups
    }

    func run() async throws {
        var plan = plan
        for await _ in hangups.cancelOnGracefulShutdown() { plan = await reload(plan) }
    }

    /// - Returns: the plan that counts now.
    private func reload(_ old: DaemonPlan) async -> DaemonPlan {
        do {
            let new = try await DaemonPlan(
                path: path, surroundings: SettingsSurroundings(environment: environment, metrics: daemon.record.metrics), running: old)
            await daemon.follow(new)
            logger.info("settings and secrets read again", metadata: PlanDifference(from: old, to: new).metadata)
            return new
        } catch {
            let reasons = (error as? ConfigProblems)?.diagnostics.map { "\($0)" } ?? ["\(error)"]
            for reason in reasons { logger.error("the new settings are wrong; the old ones stay", metadata: ["error": "\(reason)"]) }
            return old
        }
    }
}

/// Which repositories differ between two plans.
struct PlanDifference {
    private var names: [String: [String]] = [:]

    init(from old: DaemonPlan, to new: DaemonPlan) {
        let before = Dictionary(old.repositories.map { ($0.name, $0.substance) }, uniquingKeysWith: { first, _ in first })
        let after = Set(new.repositories.map(\.name))
        names["added"] = new.repositories.map(\.name).filter { before[$0] == nil }
        names["changed"] = new.repositories.filter { before[$0.name].map { [now = $0.substance] in $0 != now } ?? false }.map(\.name)
        names["removed"] = old.repositories.map(\.name).filter { !after.contains($0) }
    }

    /// What a line of the log says beside its message.
    var metadata: Logger.Metadata { names.filter { !$0.value.isEmpty }.mapValues { "\($0.joined(separator: ", "))" } }
}
