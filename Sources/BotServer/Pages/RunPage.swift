import Bot
import ConfigDiff
import Foundation
import ImageConfig

/// A run, for people who follow a link from their forge.
struct RunPage {
    let run: RecordedRun
    let log: RunLog?

    var text: String {
        var page = HTMLText(title: "\(run.unit) \(run.stateName)", refresh: run.state == .running ? 5 : nil)
        page.paragraph(HTMLText.link("All runs", to: "../"))
        let facts: [(String, String)] = [
            ("repository", run.repository), ("commit", run.commit), ("started", OverviewPage.time(run.started)),
            ("ended", OverviewPage.time(run.ended)),
            ("run", run.id),
        ]
        page.table(["", ""], facts.map { [$0.0, HTMLText.escaped($0.1)] })
        page.heading(2, "Why")
        page.list(run.reasons.map { "\($0.field): \($0.change)" })
        if !run.errors.isEmpty {
            page.heading(2, "What went wrong")
            page.list(run.errors)
        }
        page.heading(2, "Log")
        if let log {
            let lines = log.lines.map { "\(OverviewPage.time($0.time)) \($0.text)" }
            page.preformatted((log.dropped > 0 ? ["… \(log.dropped) lines before"] + lines : lines).joined(separator: "\n"))
        }
        return page.text
    }
}
