package import Git

/// What a commit has differently from another.
package struct SnapshotDifference: Sendable {
    let commit: ObjectID
    /// Those of the touched configs that there are, by path.
    let configs: [String: ConfigState]
    /// The paths of the configs that were read, or are gone.
    package let touched: Set<String>
    /// The files that differ.
    package let changes: [FileChange]

    init(commit: ObjectID, configs: [String: ConfigState] = [:], touched: Set<String> = [], changes: [FileChange] = []) {
        self.commit = commit
        self.configs = configs
        self.touched = touched
        self.changes = changes
    }
}

extension CommitSnapshot {
    /// Goes to the commit that the difference leads to.
    /// - Returns: the snapshot as it was, with the touched configs only.
    @discardableResult
    package mutating func apply(_ difference: SnapshotDifference) -> CommitSnapshot {
        var before: [String: ConfigState] = [:]
        for path in difference.touched { before[path] = replace(path, with: difference.configs[path]) }
        defer { commit = difference.commit }
        return CommitSnapshot(commit: commit, settings: settings, configs: before, diagnostics: diagnostics)
    }
}
