package import ConfigDiff
package import Git

/// The manifests and the state at a commit.
package struct ManifestStore: Sendable {
    /// By unit.
    package private(set) var manifests: [UnitID: Manifest] = [:]
    /// The last commit that was processed.
    package private(set) var processed: ObjectID?
    private let results: String
    private var units: [String: UnitID] = [:]

    /// In bytes. A manifest of 100 images in 36 regions has under one MiB.
    private static let largest = 16 << 20

    /// Reads them from the object database.
    package init(at commit: ObjectID, results: String, repository: Repository) async throws {
        self.results = results
        for entry in try await repository.entries(of: commit) where entry.kind == .file { try await take(entry.path, entry.id, repository) }
    }

    /// Takes over what differs at another commit.
    /// - Returns: the units whose manifests differ.
    package mutating func update(_ changes: [FileChange], repository: Repository) async throws -> Set<UnitID> {
        var touched: Set<UnitID> = []
        // A file that became one of another kind is told as gone and as new.
        for change in changes where change.new == nil {
            if change.path == statePath { processed = nil }
            guard let unit = units.removeValue(forKey: change.path) else { continue }
            manifests[unit] = nil
            touched.insert(unit)
        }
        for change in changes {
            guard let id = change.new else { continue }
            if let unit = units.removeValue(forKey: change.path) {
                manifests[unit] = nil
                touched.insert(unit)
            }
            try await take(change.path, id, repository)
            if let unit = units[change.path] { touched.insert(unit) }
        }
        return touched
    }

    private var statePath: String { "\(results)/\(ProcessedState.fileName)" }

    private mutating func take(_ path: String, _ id: ObjectID, _ repository: Repository) async throws {
        guard RepositoryPath.isPath(path, under: results), path.hasSuffix(".json") else { return }
        let bytes = try await repository.blob(id, limit: ManifestStore.largest)
        if path == statePath {
            processed = ProcessedState.processed(bytes)
        } else if let manifest = Manifest(bytes), manifest.unit.manifestPath(in: results) == path {
            manifests[manifest.unit] = manifest
            units[path] = manifest.unit
        }
    }
}
