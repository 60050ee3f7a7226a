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

    /// Reads everything.
    /// - Throws: `GitError`.
    package init(at tip: ObjectID, reader: SnapshotReader) async throws {
        snapshot = try await reader.read(tip)
        store = try await ManifestStore(at: tip, results: snapshot.settings.results, repository: reader.repository)
        if let commit = store.processed, try await reader.repository.isAncestor(commit, of: tip) {
            before = try await reader.read(commit, after: snapshot)
        }
    }

    /// What differs at another commit.
    package struct Difference: Sendable {
        fileprivate let snapshot: SnapshotDifference
        fileprivate let store: ManifestStore.Difference
    }

    /// Reads what differs at another commit, which costs as much as that.
    /// - Returns: nil when everything has to be read: history was rewritten, or the repository's settings changed.
    /// - Throws: `GitError`.
    package func difference(to tip: ObjectID, reader: SnapshotReader) async throws -> Difference? {
        guard try await reader.repository.isAncestor(snapshot.commit, of: tip),
            let difference = try await reader.difference(from: snapshot, to: tip)
        else { return nil }
        return Difference(snapshot: difference, store: try await store.difference(difference.changes, repository: reader.repository))
    }

    /// Goes to the commit that the difference leads to.
    /// - Returns: the units whose manifests differ.
    @discardableResult
    package mutating func apply(_ difference: Difference) -> Set<UnitID> {
        before = snapshot.apply(difference.snapshot)
        let units = store.apply(difference.store)
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
