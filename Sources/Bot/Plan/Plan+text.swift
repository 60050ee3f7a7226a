import CanonicalJSON
import ConfigDiff
import Git
import ImageConfig

extension Plan {
    /// The plan for a terminal.
    package var text: String {
        var lines = ["\(base.short) → \(head.short)"]
        if units.isEmpty, removed.isEmpty { lines.append("Nothing to do: no image definition changed.") }
        for unit in units {
            lines += ["", "\(unit.due.unit)", "  because"]
            lines += unit.due.reasons.map { "    \($0.field): \($0.change)" }
            lines.append(unit.held.map { "  then, since \($0), later" } ?? "  then")
            lines += unit.actions.map { "    \($0.image): \($0.action)\($0.place)" }
            if let observed = observations?[unit.due.unit] {
                lines += ["  in AWS"] + observed.lines.map { "    \($0.image) in \($0.region): \($0.action)" }
            }
        }
        for unit in removed {
            let left = unit.images.isEmpty ? "nothing is left of it" : "left in AWS: \(unit.images.sorted().joined(separator: ", "))"
            lines += ["", "\(unit.unit) is no longer defined; \(left)"]
        }
        if !pruned.isEmpty { lines += ["", "\(pruneWords): \(pruned.joined(separator: ", "))"] }
        if !(diagnostics + findings).isEmpty { lines += [""] + (diagnostics + findings).map(\.description) }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The plan for a comment on a merge request.
    package var markdown: String {
        let heading = "### awspub-bot: \(units.count == 1 ? "1 unit" : "\(units.count) units") to run\n\n`\(base.short)` → `\(head.short)`\n\n"
        return heading + markdown(diagnostics: (diagnostics + findings).map { Plan.escaped($0.description) })
    }

    /// The plan for a comment, without a heading.
    /// - Parameter diagnostics: lines of Markdown.
    func markdown(diagnostics: [String]) -> String {
        var lines: [String] = []
        for unit in units {
            lines += ["<details open><summary>\(Plan.escaped("\(unit.due.unit)"))</summary>", "", "| field | change |", "| --- | --- |"]
            lines += unit.due.reasons.map { "| \(Plan.escaped($0.field)) | \(Plan.escaped($0.change)) |" }
            if let held = unit.held { lines += ["", "Not at once: \(Plan.escaped(held))."] }
            lines += ["", "| image | then | where |", "| --- | --- | --- |"]
            lines += unit.actions.map { action in
                "| \(Plan.escaped(action.image)) | \(Plan.escaped(action.action)) | \(action.regions.isEmpty ? "all regions" : Plan.escaped(action.regions.joined(separator: ", "))) |"
            }
            if let observed = observations?[unit.due.unit] {
                lines += ["", "| image | region | in AWS |", "| --- | --- | --- |"]
                lines += observed.lines.map { "| \(Plan.escaped($0.image)) | \(Plan.escaped($0.region)) | \(Plan.escaped($0.action)) |" }
            }
            lines += ["", "</details>", ""]
        }
        for unit in removed {
            lines.append(
                "- \(Plan.escaped("\(unit.unit)")) is no longer defined; left: \(Plan.escaped(unit.images.sorted().joined(separator: ", ")))")
        }
        if !pruned.isEmpty { lines.append("- \(pruneWords): \(Plan.escaped(pruned.joined(separator: ", ")))") }
        lines += diagnostics.map { "- \($0)" }
        return lines.isEmpty ? "" : lines.joined(separator: "\n") + "\n"
    }

    private var pruneWords: String { "to be removed from AWS, at most \(pruneBudget) in a pass" }

    /// What a repository says may not become markup.
    static func escaped(_ text: String) -> String {
        let plain = ResultsMessage.escaped(text).replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
        return plain.reduce(into: "") { result, character in
            if "\\`*_{}[]()#|@!~".contains(character) { result.append("\\") }
            result.append(character)
        }
    }
}

extension Plan.Action {
    fileprivate var place: String { regions.isEmpty ? "" : " (\(regions.joined(separator: ", ")))" }
}
