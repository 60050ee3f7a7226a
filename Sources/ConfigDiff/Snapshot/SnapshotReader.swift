import CanonicalJSON
package import Git
package import ImageConfig
import OrderedCollections

/// Reads the configs of a commit from the object database.
package struct SnapshotReader: Sendable {
    package let repository: Repository

    package init(repository: Repository) { self.repository = repository }

    /// Reads a commit.
    /// - Throws: `GitError` when the commit cannot be read; what is wrong with files is among the diagnostics.
    package func read(_ commit: ObjectID) async throws -> CommitSnapshot {
        let entries = try await repository.entries(of: commit)
        let files = Dictionary(entries.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
        let (settings, problems) = try await settings(files[RepositorySettings.fileName])
        var configs: [String: ConfigState] = [:]
        for entry in entries where isCandidate(entry, settings) {
            if let state = try await state(of: entry, files, settings) { configs[entry.path] = state }
        }
        return CommitSnapshot(commit: commit, settings: settings, configs: configs, diagnostics: problems)
    }

    /// Returns where keys are in a config of a commit.
    /// - Returns: a diagnostic without a message for each, in their order.
    package func places(of keys: [[String]], in config: String, at commit: ObjectID) async throws -> [Diagnostic] {
        let entries = try await repository.entries(of: commit)
        let files = Dictionary(entries.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
        guard let entry = files[config] else { return keys.map { _ in Diagnostic(file: config, line: 1, column: 1, message: "") } }
        let (settings, _) = try await settings(files[RepositorySettings.fileName])
        return try ConfigDocument.places(of: keys, in: try await text(of: entry), mapping: try await mapping(of: config, files, settings))
    }

    private func settings(_ entry: TreeEntry?) async throws -> (RepositorySettings, [Diagnostic]) {
        guard let entry else { return (RepositorySettings(), []) }
        do {
            return (try RepositorySettings(try await text(of: entry)), [])
        } catch let problems as ConfigProblems {
            return (RepositorySettings(), problems.diagnostics)
        }
    }

    private func isCandidate(_ entry: TreeEntry, _ settings: RepositorySettings) -> Bool {
        guard entry.kind != .submodule, !RepositoryPath.isPath(entry.path, under: settings.results) else { return false }
        if let patterns = settings.configs { return patterns.contains { $0.matches(entry.path) } }
        let name = entry.path.split(separator: "/").last ?? ""
        return (name.hasSuffix(".yaml") || name.hasSuffix(".yml")) && !name.hasPrefix(".") && entry.kind == .file
    }

    /// - Returns: nil for a YAML file that is no config, where the settings do not say that it is one.
    private func state(of entry: TreeEntry, _ files: [String: TreeEntry], _ settings: RepositorySettings) async throws -> ConfigState? {
        do {
            guard entry.kind == .file else { throw problem(entry.path, "this is a symbolic link, which is not followed; put the file itself here") }
            let text = try await text(of: entry)
            if settings.configs == nil, !ConfigDocument.mentionsConfig(text.bytes) { return nil }
            let mapping = try await mapping(of: entry.path, files, settings)
            let reading = ConfigDocument.read(text, mapping: mapping)
            guard let config = reading.config else {
                return ConfigState(path: entry.path, config: nil, diagnostics: reading.diagnostics, source: .unknown)
            }
            let source = try await SourceLocator(files: files, repository: repository).locate(config, configPath: entry.path)
            return ConfigState(path: entry.path, config: config, diagnostics: reading.diagnostics, source: source)
        } catch let problems as ConfigProblems {
            return ConfigState(path: entry.path, config: nil, diagnostics: problems.diagnostics, source: .unknown)
        }
    }

    private func mapping(of path: String, _ files: [String: TreeEntry], _ settings: RepositorySettings) async throws -> NamedText? {
        let mapping = settings.mapping(of: path)
        guard let entry = files[mapping] else {
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
