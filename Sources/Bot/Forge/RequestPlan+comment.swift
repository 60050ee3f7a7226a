import ConfigDiff
import Forge
import ImageConfig

extension RequestPlan {
    /// The comment: what merging would do, or why it cannot be told. What a request says acts as no markup in it.
    var comment: String {
        switch outcome {
        case .conflicts(let paths):
            var text = heading("conflicts with \(Plan.escaped(request.base))")
            text += paths.prefix(100).map { "- \(MarkdownText.code($0))\n" }.joined()
            return text
        case .plan(let plan):
            let problems = diagnostics(plan)
            var text = heading(title(plan, problems))
            text += plan.markdown(diagnostics: problems.map(line))
            for note in notes { text += "\n\(note)\n" }
            return text
        }
    }

    private func heading(_ words: String) -> String {
        "### awspub-bot: \(words)\n\n\(MarkdownText.code(String(request.head.prefix(8)))) onto \(MarkdownText.code(request.base))\n\n"
    }

    private func title(_ plan: Plan, _ problems: [Diagnostic]) -> String {
        let errors = problems.count { $0.severity == .error }
        let units = plan.units.count == 1 ? "1 unit to run" : "\(plan.units.count) units to run"
        guard errors > 0 else { return plan.units.isEmpty && plan.removed.isEmpty ? "no image changes" : units }
        return "\(errors == 1 ? "1 problem" : "\(errors) problems"), \(units)"
    }

    private var notes: [String] {
        var notes: [String] = []
        if changesSettings {
            let file = MarkdownText.code(RepositorySettings.fileName)
            notes.append("The request changes \(file), which counts once it is merged: this is planned as \(MarkdownText.code(request.base)) says.")
        }
        if let obstacle { notes.append(Plan.escaped(obstacle)) }
        return notes
    }

    /// A problem, with a link to its line.
    private func line(_ problem: Diagnostic) -> String {
        let place = MarkdownText.code("\(problem.file):\(problem.line):\(problem.column)")
        let linked = request.page(of: problem.file, line: problem.line).map { MarkdownText.link(place, to: $0) } ?? place
        return "\(linked) \(problem.severity.rawValue): \(Plan.escaped(problem.message))"
    }
}

extension ChangeRequest {
    /// Returns the address of a line of a file as the request has it; nil when the forge's pages are none that are known.
    func page(of path: String, line: Int) -> String? {
        let parts = link.split(separator: "/", omittingEmptySubsequences: false)
        guard link.hasPrefix("https://") || link.hasPrefix("http://"), parts.count > 5,
            link.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !"()<>\\`\"".utf8.contains($0) })
        else { return nil }
        let kind = String(parts[parts.count - 2])
        // https://docs.github.com/en/get-started/writing-on-github/working-with-advanced-formatting/creating-a-permanent-link-to-a-code-snippet
        let folders = ["pull": "blob", "pulls": "src/commit", "merge_requests": "blob"]
        guard let folder = folders[kind], !path.hasPrefix("/") else { return nil }
        return "\(parts.dropLast(2).joined(separator: "/"))/\(folder)/\(head)/\(ResultPages.encoded(path))#L\(line)"
    }
}
