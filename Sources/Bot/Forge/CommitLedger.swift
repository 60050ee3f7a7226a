import ConfigDiff
import Forge
import Git
import ImageConfig

/// What is to be said of merged commits: how the runs of what they changed go. Pure.
package struct CommitLedger {
    /// What one look at a branch found.
    package struct Look: Sendable {
        /// What people merged last.
        let commit: ObjectID
        /// What is due and does not run yet.
        let waiting: [DueUnit]
        let running: Set<UnitID>
        /// What is wrong now, by file.
        let invalid: [String: String]
        /// What the manifests say of units that ran as this commit defines them. Given when everything was compared.
        let settled: [UnitID: UnitState]
    }

    struct UnitState: Sendable, Hashable {
        let state: CommitStatus.State
        let summary: String

        init(_ state: CommitStatus.State, _ summary: String) {
            self.state = state
            self.summary = summary
        }
    }

    private struct Page {
        var units: [UnitID: UnitState] = [:]
        var invalid: [String: String] = [:]
    }

    /// A unit that is not done.
    private struct OpenUnit {
        var fingerprint: String
        /// Those that are told how it ends: it may be defined anew before it begins.
        var commits: [ObjectID]
    }

    private var pages: [ObjectID: Page] = [:]
    /// The commits with pages, the oldest first.
    private var order: [ObjectID] = []
    private var open: [UnitID: OpenUnit] = [:]
    private var invalid: [String: String] = [:]

    /// How many commits are remembered beside those with units that are not done.
    private static let longest = 20
    /// The most units of a commit with a status of their own; more would use up what a forge allows of calls.
    static let unitLimit = 50

    mutating func take(_ look: Look) {
        for due in look.waiting where open[due.unit]?.fingerprint != due.fingerprint {
            open[due.unit] = OpenUnit(fingerprint: due.fingerprint, commits: (open[due.unit]?.commits ?? []) + [look.commit])
            let reason = due.reasons.first.map { ": \($0.field) \($0.change)" } ?? ""
            write(due.unit, UnitState(.pending, "is due\(reason)"))
        }
        let waiting = Set(look.waiting.map(\.unit))
        for unit in open.keys where !waiting.contains(unit) && !look.running.contains(unit) {
            write(unit, UnitState(.success, "there is nothing to do any more"))
            open[unit] = nil
        }
        for (file, problem) in look.invalid where invalid[file] != problem { page(look.commit) { $0.invalid[file] = problem } }
        invalid = look.invalid
        for (unit, state) in look.settled where open[unit] == nil { page(look.commit) { $0.units[unit] = $0.units[unit] ?? state } }
        forgetOldest()
    }

    mutating func started(_ unit: UnitID) { write(unit, UnitState(.pending, "runs")) }

    mutating func held(_ unit: UnitID, _ reason: String) { write(unit, UnitState(.pending, reason)) }

    mutating func interrupted(_ unit: UnitID) { write(unit, UnitState(.pending, "was stopped, and goes on later")) }

    mutating func finished(_ unit: UnitID, _ status: Manifest.Status, errors: [String]) {
        let state = UnitState(status, errors: errors)
        write(unit, state)
        // What failed is tried again, and then the same commits are told.
        if state.state == .success { open[unit] = nil }
    }

    /// What is to be said, the oldest commit first.
    var lines: [Line] { order.flatMap { commit in pages[commit].map { CommitLedger.lines(of: commit, $0) } ?? [] } }

    struct Line: Sendable, Hashable {
        let commit: ObjectID
        let status: CommitStatus
        /// nil for what is about more than one.
        var unit: UnitID?
    }

    private mutating func write(_ unit: UnitID, _ state: UnitState) {
        for commit in open[unit]?.commits ?? [] { page(commit) { $0.units[unit] = state } }
    }

    private mutating func page(_ commit: ObjectID, _ change: (inout Page) -> Void) {
        if pages[commit] == nil { order.append(commit) }
        change(&pages[commit, default: Page()])
    }

    private mutating func forgetOldest() {
        let needed = Set(open.values.flatMap(\.commits))
        while order.count > CommitLedger.longest, let index = order.firstIndex(where: { !needed.contains($0) }), index < order.count - 1 {
            pages[order.remove(at: index)] = nil
        }
    }

    private static func lines(of commit: ObjectID, _ page: Page) -> [Line] {
        let problems = page.invalid.sorted { $0.key < $1.key }
        var all: [Line] = []
        if problems.count <= unitLimit {
            all += problems.map { file, problem in
                let status = CommitStatus(context: StatusName.runs(of: file), state: .failure, summary: "is invalid: \(problem)")
                return Line(commit: commit, status: status)
            }
        }
        if page.units.count <= unitLimit {
            all += page.units.sorted { $0.key < $1.key }.map { unit, state in
                let status = CommitStatus(context: StatusName.runs(of: unit), state: state.state, summary: state.summary)
                return Line(commit: commit, status: status, unit: unit)
            }
        }
        // The sum is said last, so that who waits for it finds the others.
        return all + [Line(commit: commit, status: summary(page, firstProblem: problems.first))]
    }

    private static func summary(_ page: Page, firstProblem: (key: String, value: String)?) -> CommitStatus {
        let states = page.units.values.map(\.state)
        let (done, failed) = (states.count { $0 == .success }, states.count { $0 == .failure || $0 == .error })
        let state: CommitStatus.State = failed > 0 || firstProblem != nil ? .failure : done == states.count ? .success : .pending
        var words = states.count == 1 ? "\(done) of 1 unit done" : "\(done) of \(states.count) units done"
        if failed > 0 { words += ", \(failed) not complete" }
        if let firstProblem { words = "\(firstProblem.key):\(firstProblem.value)" }
        return CommitStatus(context: StatusName.runs, state: state, summary: words)
    }
}

extension CommitLedger.UnitState {
    /// How a run ended.
    init(_ status: Manifest.Status, errors: [String]) {
        let isGood = ![.failed, .incomplete].contains(status)
        self.init(isGood ? .success : .failure, errors.first.map { "\(status.rawValue): \($0)" } ?? status.rawValue)
    }
}
