package import ConfigDiff
package import Git

/// The manifests and the state at a commit.
package struct ManifestStore: Sendable {
    /// By unit.
    package let manifests: [UnitID: Manifest]
    /// The last commit that was processed.
    package let processed: ObjectID?

    /// In bytes. A manifest of 100 images in 36 regions has under one MiB.
    private static let largest = 16 << 20

    /// Reads them from the object database.
    /// - Parameter commit: nil where there are no results yet.
    package init(at commit: ObjectID?, results: String, repository: Repository) async throws {
        var manifests: [UnitID: Manifest] = [:]
        var processed: ObjectID?
        let entries = if let commit { try await repository.entries(of: commit) } else { [TreeEntry]() }
        for entry in entries where entry.kind == .file && RepositoryPath.isPath(entry.path, under: results) {
            guard entry.path.hasSuffix(".json") else { continue }
            let bytes = try await repository.blob(entry.id, limit: ManifestStore.largest)
            if entry.path == "\(results)/\(ProcessedState.fileName)" {
                processed = ProcessedState.processed(bytes)
            } else if let manifest = Manifest(bytes), manifest.unit.manifestPath(in: results) == entry.path {
                manifests[manifest.unit] = manifest
            }
        }
        self.manifests = manifests
        self.processed = processed
    }
}
