package import ConfigDiff
import Synchronization

extension BotRecord {
    /// In the order of the settings.
    package var repositories: [RecordedRepository] {
        state.withLock { state in state.names.compactMap { state.repositories[$0]?.repository } }
    }

    /// Returns a repository; nil when none has the name.
    package func repository(_ name: String) -> RecordedRepository? { state.withLock { $0.repositories[name]?.repository } }

    /// Returns a unit of a repository; nil for one that nothing is known of.
    package func unit(_ unit: UnitID, of name: String) -> RecordedUnit? { state.withLock { $0.units[name]?[unit] } }

    /// The units, those of one repository after those of another, by name.
    package var units: [RecordedUnit] {
        let (names, units) = state.withLock { ($0.names, $0.units) }
        return names.flatMap { name in (units[name] ?? [:]).values.sorted { $0.unit < $1.unit } }
    }

    /// How many units there are, by repository and by what their manifests say; nil for those without one.
    package var unitCounts: [String: [Manifest.Status?: Int]] {
        state.withLock { $0.units }.mapValues { units in units.values.reduce(into: [:]) { $0[$1.status, default: 0] += 1 } }
    }

    /// How many units something keeps from running or being published, by repository.
    package var heldCounts: [String: Int] { state.withLock { $0.units }.mapValues { units in units.values.count { $0.held != nil } } }

    /// A part of the runs.
    package struct RunPage: Sendable, Hashable {
        /// The newest first.
        package var runs: [RecordedRun]
        /// What to ask for the ones before as; nil when there are none.
        package var next: String?
    }

    /// Returns runs, the newest first.
    /// - Parameters:
    ///   - cursor: the last run of the page before; nil for the first page.
    ///   - repository: the runs of only one.
    /// - Returns: nil when there is no run of that name any more.
    package func runs(limit: Int, before cursor: String? = nil, repository: String? = nil) -> RunPage? {
        state.withLock { state in
            var end = state.runs.endIndex
            if let cursor {
                guard let index = state.runs.firstIndex(where: { $0.id == cursor }) else { return nil }
                end = index
            }
            let wanted = state.runs[..<end].reversed().lazy.filter { repository == nil || $0.repository == repository }
            let page = Array(wanted.prefix(limit + 1))
            return RunPage(runs: Array(page.prefix(limit)), next: page.count > limit ? page[limit - 1].id : nil)
        }
    }

    /// Returns a run; nil when it is unknown, or too long ago.
    package func run(_ id: String) -> RecordedRun? { state.withLock { $0.runs.last { $0.id == id } } }

    /// Returns the log of a run; nil when it is unknown, or too long ago.
    package func log(of id: String) -> RunLog? { state.withLock { $0.logs[id] } }

    /// How many runs go on.
    package var runningCount: Int { state.withLock { $0.runs.count { $0.state == .running } } }
}
