import Bot
import ConfigDiff
import Forge
import HTTP
import ImageConfig
import RepoWatcher

/// Tells the forge of one repository what is done, beside doing it.
struct ForgeDesk: Sendable {
    private let runs: RunReports?
    private let requests: RequestPlans

    /// - Returns: nil for a repository whose forge is told nothing.
    init?(_ plan: RepositoryPlan, _ follower: BranchFollower, http: HTTPClient, record: BotRecord, events: @escaping BotEventHandler) {
        guard let access = plan.forge, let said = plan.entry.forge else { return nil }
        var reporting = ForgeReporting(forge: access.makeForge(client: http), requestReferences: access.kind.requestReferences)
        reporting.plans = RequestScope(rawValue: said.plans) ?? reporting.plans
        reporting.observations = RequestScope(rawValue: said.observe) ?? reporting.observations
        if let publicURL = plan.publicURL {
            reporting.link = { [name = plan.name] unit in record.unit(unit, of: name)?.run.map { "\(publicURL)/runs/\($0)" } }
        }
        runs = said.statuses ? RunReports(reporting, events: events) : nil
        requests = RequestPlans(configuration: plan.configuration, reporting: reporting, follower: follower, events: events)
    }

    /// Takes an event of the repository, from any thread.
    func take(_ event: BotEvent) {
        runs?.take(event)
        requests.take(event)
    }

    /// Asks the forge for its open requests at the next look: it said that something happened.
    func wake() async { await requests.wake() }

    /// Works until it is cancelled.
    func run(_ reconciler: Reconciler) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            if let runs { group.addTask { try await runs.run() } }
            group.addTask { try await requests.run(onto: { await reconciler.snapshot }) }
            for try await _ in group {}
        }
    }
}
