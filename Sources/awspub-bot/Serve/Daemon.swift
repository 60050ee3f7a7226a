import Bot
import BotServer
import HTTP
import ImageConfig
import Logging

/// The parts of a running daemon that go over from one plan to the next.
struct Daemon: Sendable {
    let record: BotRecord
    let webhooks = WebhookDirectory()
    let access = APIAccess()
    let requests: OperatorRequests
    let repositories: FollowedRepositories
    private let wakeUps = WakeUps()
    private let pool = WorkerPool(places: 1)
    /// Places to look in. At the start all repositories are looked at: a thousand git programs at once would need gigabytes, and none would come to its
    /// end in time.
    private let looks = WorkerPool(places: 16)
    /// Forges are asked through it.
    private let http = HTTPClient()

    init(suspensions: Suspensions, metrics: BotMetrics, logger: Logger) {
        record = BotRecord(metrics: metrics, words: { ProgressText.line($0, unit: nil) })
        requests = OperatorRequests(record: record, suspensions: suspensions) { [wakeUps] name in wakeUps[name].wake() }
        repositories = FollowedRepositories { [wakeUps, pool, looks, http, record, requests] plan in
            var logger = logger
            logger[metadataKey: "repository"] = "\(plan.name)"
            return RepositoryLoop(
                plan: plan, wakeUp: wakeUps[plan.name], pool: pool, looks: looks, http: http, record: record, requests: requests, logger: logger)
        }
    }

    /// Works by a plan from now on.
    func follow(_ plan: DaemonPlan) async {
        record.follow(plan.repositories.map(\.recorded))
        requests.tellSuspended()
        access.replace(with: plan.token)
        webhooks.replace(with: receivers(plan))
        await pool.resize(to: plan.settings.workers)
        repositories.follow(plan.repositories)
    }

    /// Makes the receivers of the webhooks, by repository.
    private func receivers(_ plan: DaemonPlan) -> [String: WebhookReceiver] {
        var receivers: [String: WebhookReceiver] = [:]
        for repository in plan.repositories {
            guard let verifier = repository.webhook else { continue }
            let (name, wakeUp) = (repository.name, wakeUps[repository.name])
            let memory = "\(repository.configuration.stateDirectory)/deliveries"
            receivers[name] = WebhookReceiver(verifier: verifier, memory: memory) { [record] in
                record.announced(name)
                wakeUp.wake()
            }
        }
        return receivers
    }
}
