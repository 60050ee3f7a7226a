/// Something that the daemon counts. The names of counters and their labels are a contract (docs/daemon.md).
package enum BotCounter: String, Sendable, Hashable, CaseIterable {
    case webhooks
    case polls
    case unannouncedChanges = "unannounced_changes"
    case runs
    case awsCalls = "aws_calls"
    case resultsCommits = "results_commits"
    case pushRetries = "push_retries"
    case forgeReports = "forge_reports"
    case driftChecks = "drift_checks"

    package var name: String { "awspub_bot_\(rawValue)_total" }

    package var help: String {
        switch self {
        case .webhooks: "Deliveries to POST /webhooks/NAME; the repository is empty where none has the name."
        case .polls: "Looks at a repository, whatever asked for them."
        case .unannouncedChanges: "Changes that polling found and no webhook had announced half an interval later, or 30 s."
        case .runs: "Runs of units that ended."
        case .awsCalls: "Attempts of calls to AWS with the accounts of repositories."
        case .resultsCommits: "Commits of results that were pushed."
        case .forgeReports: "What the forge was told: statuses of commits and plans of requests, and tries that failed."
        case .driftChecks: "Comparisons of units with AWS."
        case .pushRetries: "Pushes of results that came too late and were made again on the new tip."
        }
    }

    package var labels: [String] {
        switch self {
        case .webhooks, .polls, .driftChecks, .forgeReports: ["repository", "outcome"]
        case .unannouncedChanges, .resultsCommits, .pushRetries: ["repository"]
        case .runs: ["repository", "result"]
        case .awsCalls: ["service", "action", "outcome"]
        }
    }
}
