import CanonicalJSON
package import Git
package import ImageConfig
import OrderedCollections

/// Reads the configs of a commit from the object database.
package struct SnapshotReader: Sendable {
    package let repository: Repository

    package init(repository: Repository) { self.repository = repository }

    /// How many configs are read with one question to the object database, and how many such questions are worked on at a time.
    private static let (chunk, concurrency) = (64, 4)

    /// Reads a commit.
    /// - Throws: `GitError` when the commit cannot be read; what is wrong with files is among the diagnostics.
    package func read(_ commit: ObjectID) async throws -> CommitSnapshot {
        try await read(commit, listed: repository.entries(of: commit))
    }

    /// Reads a commit whose files are listed already.
    package func read(_ commit: ObjectID, listed entries: [TreeEntry]) async throws -> CommitSnapshot {
        let files = CommitFiles(of: commit, in: repository, listed: entries)
        let (settings, problems) = try await settings(files)
        let states = try await states(of: entries.filter { isCandidate($0, settings) }, files, settings)
        let configs = Dictionary(states.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
        return CommitSnapshot(commit: commit, settings: settings, configs: configs, diagnostics: problems)
    }

    /// Reads what a commit has differently from one that was read before, whichever is the older. It costs as much as what differs.
    /// - Parameter keepingSettings: the repository's settings stay those of before, whatever the commit says.
    /// - Returns: nil when everything has to be read, since the repository's settings differ.
    /// - Throws: `GitError` when one of the commits cannot be read.
    package func difference(
        from previous: CommitSnapshot, to commit: ObjectID, keepingSettings: Bool = false
    ) async throws -> SnapshotDifference? {
        if commit == previous.commit { return SnapshotDifference(commit: commit) }
        let changes = try await repository.changes(from: previous.commit, to: commit)
        let paths = Set(changes.map(\.path))
        guard keepingSettings || !paths.contains(RepositorySettings.fileName) else { return nil }
        let touched = touchedConfigs(paths, previous)
        let files = CommitFiles(of: commit, in: repository)
        var entries: [TreeEntry] = []
        for path in touched.sorted() {
            if let entry = try await files.entry(path), isCandidate(entry, previous.settings) { entries.append(entry) }
        }
        let states = try await states(of: entries, files, previous.settings)
        return SnapshotDifference(
            commit: commit, configs: Dictionary(states.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first }), touched: touched,
            changes: changes)
    }

    /// Reads a commit by what differs from one that was read before.
    package func read(_ commit: ObjectID, after previous: CommitSnapshot, keepingSettings: Bool = false) async throws -> CommitSnapshot {
        guard let difference = try await difference(from: previous, to: commit, keepingSettings: keepingSettings) else {
            return try await read(commit)
        }
        var snapshot = previous
        snapshot.apply(difference)
        return snapshot
    }

    /// Returns the paths that are or may become configs and that files of these paths decide about.
    private func touchedConfigs(_ paths: Set<String>, _ previous: CommitSnapshot) -> Set<String> {
        let relevant = paths.filter { !RepositoryPath.isPath($0, under: previous.settings.results) }
        var touched = relevant.filter { previous.configs[$0] != nil || isCandidate($0, previous.settings) }
        // Mappings and sources, whose configs only the configs tell. Usually there are none left to look for.
        let others = relevant.subtracting(touched)
        if !others.isEmpty {
            for (path, state) in previous.configs where !state.inputs.isDisjoint(with: others) { touched.insert(path) }
        }
        return touched
    }

    private func states(of entries: [TreeEntry], _ files: CommitFiles, _ settings: RepositorySettings) async throws -> [ConfigState] {
        try await withThrowingTaskGroup(of: [ConfigState].self) { group in
            var states: [ConfigState] = []
            for start in stride(from: 0, to: entries.count, by: SnapshotReader.chunk) {
                if start >= SnapshotReader.chunk * SnapshotReader.concurrency { states += try await group.next() ?? [] }
                let some = entries[start..<min(start + SnapshotReader.chunk, entries.count)]
                group.addTask { try await ConfigReading(files: files, settings: settings).states(of: some) }
            }
            for try await some in group { states += some }
            return states
        }
    }

    /// Returns where keys are in a config of a commit.
    /// - Returns: a diagnostic without a message for each, in their order.
    package func places(of keys: [[String]], in config: String, at commit: ObjectID) async throws -> [Diagnostic] {
        let files = CommitFiles(of: commit, in: repository)
        guard let entry = try await files.entry(config) else { return keys.map { _ in Diagnostic(file: config, line: 1, column: 1, message: "") } }
        let (settings, _) = try await settings(files)
        let reading = ConfigReading(files: files, settings: settings)
        let (text, mapping) = try await reading.texts(of: entry)
        return try ConfigDocument.places(of: keys, in: text, mapping: mapping)
    }

    /// Returns what a commit says of the repository itself, and what is wrong with that.
    /// - Throws: `GitError` when the commit cannot be read.
    package func settings(of commit: ObjectID) async throws -> (settings: RepositorySettings, problems: [Diagnostic]) {
        try await settings(CommitFiles(of: commit, in: repository))
    }

    private func settings(_ files: CommitFiles) async throws -> (RepositorySettings, [Diagnostic]) {
        guard let entry = try await files.entry(RepositorySettings.fileName) else { return (RepositorySettings(), []) }
        do {
            let contents = FileContents(await repository.blobs([entry.id], limit: LoadedConfig.largestFile))
            return (try RepositorySettings(try contents.text(of: entry)), [])
        } catch let problems as ConfigProblems {
            return (RepositorySettings(), problems.diagnostics)
        }
    }

    private func isCandidate(_ entry: TreeEntry, _ settings: RepositorySettings) -> Bool {
        guard entry.kind == .file || entry.kind == .link && settings.configs != nil else { return false }
        return isCandidate(entry.path, settings)
    }

    private func isCandidate(_ path: String, _ settings: RepositorySettings) -> Bool {
        guard !RepositoryPath.isPath(path, under: settings.results) else { return false }
        if let patterns = settings.configs { return patterns.contains { $0.matches(path) } }
        let name = path.split(separator: "/").last ?? ""
        return (name.hasSuffix(".yaml") || name.hasSuffix(".yml")) && !name.hasPrefix(".")
    }

    /// - Returns: nil for a YAML file that is no config, where the settings do not say that it is one.
}
