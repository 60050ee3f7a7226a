import CanonicalJSON
package import Git
package import ImageConfig
import OrderedCollections

/// Reads the configs of a commit from the object database.
package struct SnapshotReader: Sendable {
    package let repository: Repository

    package init(repository: Repository) { self.repository = repository }

    /// How many configs are read at a time: enough for the processors while others wait for the object database.
    private static let concurrency = 8

    /// Reads a commit.
    /// - Throws: `GitError` when the commit cannot be read; what is wrong with files is among the diagnostics.
    package func read(_ commit: ObjectID) async throws -> CommitSnapshot {
        let entries = try await repository.entries(of: commit)
        let files = CommitFiles(of: commit, in: repository, listed: entries)
        let (settings, problems) = try await settings(files)
        let states = try await states(of: entries.filter { isCandidate($0, settings) }, files, settings)
        let configs = Dictionary(states.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
        return CommitSnapshot(commit: commit, settings: settings, configs: configs, diagnostics: problems)
    }

    /// What reading a commit by its differences from another gives.
    package struct Advance: Sendable {
        package let snapshot: CommitSnapshot
        /// The paths of the configs that were read, or are gone; nil when all were read.
        package let touched: Set<String>?
        /// The files that differ; empty when all were read.
        package let changes: [FileChange]
    }

    /// Reads a commit by what differs from one that was read before, whichever is the older. It costs as much as what differs.
    /// - Throws: `GitError` when one of the commits cannot be read.
    package func read(_ commit: ObjectID, after previous: CommitSnapshot) async throws -> Advance {
        if commit == previous.commit { return Advance(snapshot: previous, touched: [], changes: []) }
        let changes = try await repository.changes(from: previous.commit, to: commit)
        let paths = Set(changes.map(\.path))
        guard !paths.contains(RepositorySettings.fileName) else { return Advance(snapshot: try await read(commit), touched: nil, changes: []) }
        let touched = touchedConfigs(paths, previous)
        let files = CommitFiles(of: commit, in: repository)
        var entries: [TreeEntry] = []
        for path in touched.sorted() {
            if let entry = try await files.entry(path), isCandidate(entry, previous.settings) { entries.append(entry) }
        }
        var configs = previous.configs
        for path in touched { configs[path] = nil }
        for state in try await states(of: entries, files, previous.settings) { configs[state.path] = state }
        let snapshot = CommitSnapshot(commit: commit, settings: previous.settings, configs: configs, diagnostics: previous.diagnostics)
        return Advance(snapshot: snapshot, touched: touched, changes: changes)
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
        try await withThrowingTaskGroup(of: ConfigState?.self) { group in
            var states: [ConfigState] = []
            for (index, entry) in entries.enumerated() {
                if index >= SnapshotReader.concurrency, let state = try await group.next() ?? nil { states.append(state) }
                group.addTask { try await state(of: entry, files, settings) }
            }
            for try await state in group { if let state { states.append(state) } }
            return states
        }
    }

    /// Returns where keys are in a config of a commit.
    /// - Returns: a diagnostic without a message for each, in their order.
    package func places(of keys: [[String]], in config: String, at commit: ObjectID) async throws -> [Diagnostic] {
        let files = CommitFiles(of: commit, in: repository)
        guard let entry = try await files.entry(config) else { return keys.map { _ in Diagnostic(file: config, line: 1, column: 1, message: "") } }
        let (settings, _) = try await settings(files)
        return try ConfigDocument.places(of: keys, in: try await text(of: entry), mapping: try await mapping(of: config, files, settings))
    }

    private func settings(_ files: CommitFiles) async throws -> (RepositorySettings, [Diagnostic]) {
        guard let entry = try await files.entry(RepositorySettings.fileName) else { return (RepositorySettings(), []) }
        do {
            return (try RepositorySettings(try await text(of: entry)), [])
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
    private func state(of entry: TreeEntry, _ files: CommitFiles, _ settings: RepositorySettings) async throws -> ConfigState? {
        var inputs: Set<String> = [settings.mapping(of: entry.path)]
        do {
            guard entry.kind == .file else { throw problem(entry.path, "this is a symbolic link, which is not followed; put the file itself here") }
            let text = try await text(of: entry)
            if settings.configs == nil, !ConfigDocument.mentionsConfig(text.bytes) { return nil }
            let reading = ConfigDocument.read(text, mapping: try await mapping(of: entry.path, files, settings))
            guard let config = reading.config else {
                return ConfigState(path: entry.path, config: nil, diagnostics: reading.diagnostics, source: .unknown, inputs: inputs)
            }
            if let path = SourceLocator.path(of: config, configPath: entry.path) { inputs.insert(path) }
            let source = try await SourceLocator(files: files).locate(config, configPath: entry.path)
            return ConfigState(path: entry.path, config: config, diagnostics: reading.diagnostics, source: source, inputs: inputs)
        } catch let problems as ConfigProblems {
            return ConfigState(path: entry.path, config: nil, diagnostics: problems.diagnostics, source: .unknown, inputs: inputs)
        }
    }

    private func mapping(of path: String, _ files: CommitFiles, _ settings: RepositorySettings) async throws -> NamedText? {
        let mapping = settings.mapping(of: path)
        guard let entry = try await files.entry(mapping) else {
            guard settings.mappings[ExactText(path)] != nil else { return nil }
            throw problem(path, "its mapping file \(mapping) is not in the repository")
        }
        guard entry.kind == .file else { throw problem(mapping, "this is a symbolic link, which is not followed; put the file itself here") }
        return try await text(of: entry)
    }

    private func text(of entry: TreeEntry) async throws -> NamedText {
        do {
            return NamedText(name: entry.path, bytes: try await repository.blob(entry.id, limit: LoadedConfig.largestFile))
        } catch {
            guard error.code == .tooLarge else { throw error }
            throw problem(entry.path, "\(error.message); configs are not that large")
        }
    }

    private func problem(_ path: String, _ message: String) -> ConfigProblems {
        ConfigProblems([Diagnostic(file: path, line: 1, column: 1, message: message)])
    }
}
