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
    /// - Parameter commit: nil where there are no results yet.
    package init(at commit: ObjectID?, results: String, repository: Repository) async throws {
        let entries = if let commit { try await repository.entries(of: commit) } else { [] as [TreeEntry] }
        try await self.init(listed: entries, results: results, repository: repository)
    }

    /// Reads them from the object database.
    /// - Parameter entries: all files of a commit.
    init(listed entries: [TreeEntry], results: String, repository: Repository) async throws {
        self.results = results
        let files = entries.filter { $0.kind == .file && RepositoryPath.isPath($0.path, under: results) }
        try await withThrowingTaskGroup(of: [(String, Content?)].self) { group in
            for start in stride(from: 0, to: files.count, by: ManifestStore.chunk) {
                if start >= ManifestStore.chunk * ManifestStore.concurrency {
                    for (path, content) in try await group.next() ?? [] { take(content, path) }
                }
                let some = files[start..<min(start + ManifestStore.chunk, files.count)]
                group.addTask { try await ManifestStore.read(some.map { ($0.path, $0.id) }, results, repository) }
            }
            for try await some in group { for (path, content) in some { take(content, path) } }
        }
    }

    /// Returns the manifest in a file of a commit, nil when there is none.
    static func manifest(_ path: String, at commit: ObjectID?, repository: Repository) async throws -> Manifest? {
        guard let commit, let entry = try await repository.entry(at: path, of: commit), entry.kind == .file else { return nil }
        return Manifest(try await repository.blob(entry.id, limit: largest))
    }

    /// How many manifests are read with one question to the object database, and how many such questions are worked on at a time.
    private static let (chunk, concurrency) = (64, 4)

    private mutating func take(_ content: Content?, _ path: String) {
        switch content {
        case .manifest(let manifest): take(manifest, path)
        case .state(let processed): self.processed = processed
        case nil: break
        }
    }

    /// What files of another commit say.
    package struct Difference: Sendable {
        fileprivate var paths: [String] = []
        fileprivate var manifests: [String: Manifest] = [:]
        fileprivate var processed: ObjectID??
    }

    /// Reads what differs at another commit.
    package func difference(_ changes: [FileChange], repository: Repository) async throws -> Difference {
        var difference = Difference()
        let changes = changes.filter { RepositoryPath.isPath($0.path, under: results) }
        difference.paths = changes.map(\.path)
        // A file that became one of another kind is told as gone and as new.
        if changes.contains(where: { $0.path == statePath && $0.new == nil }) { difference.processed = .some(nil) }
        let files = changes.compactMap { change in change.new.map { (change.path, $0) } }
        for (path, content) in try await ManifestStore.read(files, results, repository) {
            switch content {
            case .manifest(let manifest): difference.manifests[path] = manifest
            case .state(let processed): difference.processed = .some(processed)
            case nil: break
            }
        }
        return difference
    }

    /// Takes over what differs.
    /// - Returns: the units whose manifests differ.
    package mutating func apply(_ difference: Difference) -> Set<UnitID> {
        var touched: Set<UnitID> = []
        for path in difference.paths {
            guard let unit = units.removeValue(forKey: path) else { continue }
            manifests[unit] = nil
            touched.insert(unit)
        }
        for (path, manifest) in difference.manifests {
            take(manifest, path)
            touched.insert(manifest.unit)
        }
        if let processed = difference.processed { self.processed = processed }
        return touched
    }

    private mutating func take(_ manifest: Manifest, _ path: String) {
        manifests[manifest.unit] = manifest
        units[path] = manifest.unit
    }

    private enum Content {
        case manifest(Manifest)
        case state(ObjectID?)
    }

    /// - Returns: what the files say, by path; nil for what is none of ours.
    private static func read(_ files: [(path: String, id: ObjectID)], _ results: String, _ repository: Repository) async throws -> [(
        String, Content?
    )] {
        let files = files.filter { $0.path.hasSuffix(".json") }
        let blobs = await repository.blobs(files.map(\.id), limit: largest)
        return try files.map { ($0.path, try content($0.path, blobs[$0.id]?.get() ?? [], results)) }
    }

    private static func content(_ path: String, _ bytes: [UInt8], _ results: String) -> Content? {
        if path == "\(results)/\(ProcessedState.fileName)" { return .state(ProcessedState.processed(bytes)) }
        guard let manifest = Manifest(bytes), manifest.unit.manifestPath(in: results) == path else { return nil }
        return .manifest(manifest)
    }

    private var statePath: String { "\(results)/\(ProcessedState.fileName)" }
}
