package import ConfigDiff
package import Git
package import ImageConfig

/// What a branch says at a commit: the definitions, and the results of runs. It is brought up to date by what differs at the next commit.
package struct BranchView: Sendable {
    package private(set) var snapshot: CommitSnapshot
    package private(set) var store: ManifestStore
    /// What was there before, for the reasons: all of the commit that was processed last, or what was touched since. nil when that commit is lost,
    /// or history was rewritten.
    package private(set) var before: CommitSnapshot?
    /// The configs with units that may be due; nil when all may.
    package private(set) var touched: Set<String>?
    /// The configs that were read last; nil for all.
    private var read: Set<String>?

    /// The commit with the results: the same, unless they have a branch of their own; nil when that is not there yet.
    package private(set) var results: ObjectID?

    /// Reads everything.
    /// - Parameter results: the commit with the results; nil when there is none yet.
    /// - Throws: `GitError`.
    package init(at tip: ObjectID, results: ObjectID?, reader: SnapshotReader) async throws {
        let repository = reader.repository
        let entries = try await repository.entries(of: tip)
        let folder = try await reader.settings(of: tip).settings.results
        // Side by side, since the one waits for the object database more and the other for a processor.
        async let definitions = reader.read(tip, listed: entries)
        async let manifests =
            results == tip
            ? ManifestStore(listed: entries, results: folder, repository: repository)
            : ManifestStore(at: results, results: folder, repository: repository)
        (snapshot, store) = try await (definitions, manifests)
        self.results = results
        if let commit = store.processed, try await repository.isAncestor(commit, of: tip) {
            before = try await reader.read(commit, after: snapshot)
        }
    }

    /// What differs at another commit.
    package struct Difference: Sendable {
        fileprivate let snapshot: SnapshotDifference
        fileprivate let store: ManifestStore.Difference
        fileprivate let results: ObjectID?
    }

    /// Reads what differs at another commit, which costs as much as that.
    /// - Returns: nil when everything has to be read: history was rewritten, or the repository's settings changed.
    /// - Throws: `GitError`.
    package func difference(to tip: ObjectID, results: ObjectID?, reader: SnapshotReader) async throws -> Difference? {
        guard try await reader.repository.isAncestor(snapshot.commit, of: tip),
            let difference = try await reader.difference(from: snapshot, to: tip),
            let changes = try await self.results == snapshot.commit && results == tip
                ? difference.changes : resultChanges(to: results, reader.repository)
        else { return nil }
        let store = try await store.difference(changes, repository: reader.repository)
        return Difference(snapshot: difference, store: store, results: results)
    }

    private func resultChanges(to new: ObjectID?, _ repository: Repository) async throws -> [FileChange]? {
        if results == new { return [] }
        guard let old = results, let new, try await repository.isAncestor(old, of: new) else { return nil }
        return try await repository.changes(from: old, to: new)
    }

    /// Goes to the commit that the difference leads to.
    /// - Returns: the units whose manifests differ.
    @discardableResult
    package mutating func apply(_ difference: Difference) -> Set<UnitID> {
        before = snapshot.apply(difference.snapshot)
        let units = store.apply(difference.store)
        results = difference.results
        read = difference.snapshot.touched
        touched = difference.snapshot.touched.union(units.map(\.config))
        return units
    }

    /// Whether units of a config may be due that were not.
    package func mayHaveChanged(_ config: String) -> Bool { touched?.contains(config) ?? true }

    /// What there is to say about what was read last, in the order of files and lines.
    package var newDiagnostics: [Diagnostic] {
        guard let read else { return snapshot.allDiagnostics }
        return read.sorted().flatMap { snapshot.configs[$0]?.diagnostics ?? [] }
    }

    /// Returns the units that are due among those that may be.
    package func due(partitions: PartitionSet) -> [DueUnit] {
        ConfigComparison.due(from: before, to: snapshot, manifests: store.manifests, partitions: partitions, among: touched)
    }

    /// Returns the units with manifests that are no longer defined, among those that may be.
    package func orphans() -> [OrphanedUnit] { ConfigComparison.orphans(in: snapshot, manifests: store.manifests, among: touched) }
}
