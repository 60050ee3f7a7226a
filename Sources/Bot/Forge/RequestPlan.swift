import ConfigDiff
import Forge
import Git
import ImageConfig

/// What there is to say about an open request. Pure.
struct RequestPlan: Sendable {
    enum Outcome: Sendable {
        case plan(Plan)
        /// The paths that keep it from being merged.
        case conflicts([String])
    }

    let request: ChangeRequest
    let outcome: Outcome
    /// Whether it changes the repository's own settings, by which it is not planned.
    var changesSettings = false
    /// Why AWS was not looked at although it should have been.
    var obstacle: String?
    /// What is wrong on the branch already, which the request cannot be blamed for.
    var known: Set<Diagnostic> = []

    var units: [Plan.Unit] {
        guard case .plan(let plan) = outcome else { return [] }
        return plan.units
    }

    /// Whether there is a reason to begin a comment.
    var isNews: Bool {
        guard case .plan(let plan) = outcome else { return false }
        return !plan.units.isEmpty || !plan.removed.isEmpty || !plan.pruned.isEmpty || !diagnostics(plan).isEmpty || changesSettings
    }

    /// What is wrong with what the request brings, in the order of files and lines.
    func diagnostics(_ plan: Plan) -> [Diagnostic] {
        (plan.diagnostics.filter { !known.contains($0) } + plan.findings).sorted { ($0.file, $0.line, $0.column) < ($1.file, $1.line, $1.column) }
    }

    /// The status of the request as a whole first, then those of its units.
    var statuses: [CommitStatus] {
        switch outcome {
        case .conflicts(let paths):
            return [
                CommitStatus(context: StatusName.plan, state: .failure, summary: "conflicts with \(request.base): \(paths.joined(separator: ", "))")
            ]
        case .plan(let plan):
            let errors = diagnostics(plan).filter { $0.severity == .error }
            let summary = CommitStatus(
                context: StatusName.plan, state: errors.isEmpty ? .success : .failure, summary: RequestPlan.summary(plan, errors), link: nil)
            guard plan.units.count <= CommitLedger.unitLimit else { return [summary] }
            // The sum is said last, so that who waits for it finds the others.
            return plan.units.map { unit in
                let wrong = errors.first { $0.file == unit.due.unit.config }
                let words = wrong.map { "\($0.line):\($0.column): \($0.message)" } ?? RequestPlan.words(unit)
                return CommitStatus(context: StatusName.plan(of: unit.due.unit), state: wrong == nil ? .success : .failure, summary: words)
            } + [summary]
        }
    }

    private static func summary(_ plan: Plan, _ errors: [Diagnostic]) -> String {
        if let first = errors.first { return "\(first.file):\(first.line):\(first.column): \(first.message)" }
        let removed = plan.removed.isEmpty ? "" : ", \(plan.removed.count) no longer defined"
        switch plan.units.count {
        case 0: return plan.removed.isEmpty ? "no image changes" : "nothing to run\(removed)"
        case 1: return "1 unit to run\(removed)"
        case let count: return "\(count) units to run\(removed)"
        }
    }

    private static func words(_ unit: Plan.Unit) -> String { unit.due.reasons.map { "\($0.field) \($0.change)" }.joined(separator: "; ") }
}
