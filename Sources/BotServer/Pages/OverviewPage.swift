import Bot
import ConfigDiff
import Foundation
import ImageConfig

/// The daemon at a glance, for people.
struct OverviewPage {
    let record: BotRecord

    /// How many of the last runs, and of the units that need somebody, are shown.
    private static let longest = 50

    var text: String {
        var page = HTMLText(title: "Repositories", refresh: 15)
        let repositories = record.repositories
        page.table(["name", "branch", "state", "last look", "next look", "changes that no webhook announced"], repositories.map(row))
        for repository in repositories {
            if let error = repository.lastError { page.paragraph(HTMLText.escaped("\(repository.name): \(error)")) }
        }
        units(&page)
        page.heading(2, "Last runs")
        let runs = record.runs(limit: OverviewPage.longest)?.runs ?? []
        page.table(["run", "repository", "unit", "state", "started"], runs.map(row))
        if runs.isEmpty { page.paragraph("None since the daemon was started.") }
        return page.text
    }

    private func row(_ repository: RecordedRepository) -> [String] {
        let state =
            repository.isSuspended
            ? "suspended" : repository.failures > 0 ? "\(repository.failures) failures" : repository.isLooking ? "looking" : "ok"
        let plain = [repository.name, repository.branch, state, Self.time(repository.lastLook), Self.time(repository.nextLook)]
        return plain.map(HTMLText.escaped) + [repository.hasWebhook ? "\(repository.unannouncedChanges)" : "no webhook"]
    }

    private func units(_ page: inout HTMLText) {
        let units = record.units
        let counts = Dictionary(grouping: units.compactMap { $0.status?.rawValue }, by: \.self).mapValues(\.count)
        page.heading(2, "Units")
        page.paragraph(HTMLText.escaped(counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")))
        let concerns = units.compactMap { unit -> [String]? in
            guard let words = unit.held ?? unit.errors.first ?? (unit.drift.isEmpty ? nil : "AWS differs from what was published") else { return nil }
            return [unit.repository, "\(unit.unit)", unit.status?.rawValue ?? "", words].map(HTMLText.escaped)
        }
        page.table(["repository", "unit", "status", "why"], Array(concerns.prefix(OverviewPage.longest)))
        if concerns.count > OverviewPage.longest { page.paragraph("and \(concerns.count - OverviewPage.longest) more") }
    }

    private func row(_ run: RecordedRun) -> [String] {
        [
            HTMLText.link(String(run.id.prefix(8)), to: "runs/\(run.id)"), HTMLText.escaped(run.repository), HTMLText.escaped("\(run.unit)"),
            HTMLText.escaped(run.stateName), HTMLText.escaped(Self.time(run.started)),
        ]
    }

    /// In UTC, to the second.
    static func time(_ date: Date?) -> String { date?.formatted(Date.ISO8601FormatStyle()) ?? "" }
}
