import Digest
package import Git
package import ImageConfig

/// A config at a commit. A class, since thousands of them go unchanged from one snapshot to the next.
package final class ConfigState: Sendable {
    /// From the repository's root.
    package let path: String
    /// nil when it is invalid, which the diagnostics then say.
    package let config: PublicationConfig?
    package let diagnostics: [Diagnostic]
    package let source: SourceContent
    /// The paths that decide what it is, whether there are files or not: its own, its mapping's, its source's.
    package let inputs: Set<String>
    /// The fingerprints that people approved of, by unit.
    package let approvals: [UnitGroup: String]
    private let fingerprints: [UnitGroup: String]

    package init(
        path: String, config: PublicationConfig?, diagnostics: [Diagnostic], source: SourceContent, inputs: Set<String> = [],
        approvals: [UnitGroup: String] = [:]
    ) {
        self.approvals = approvals
        self.path = path
        self.config = config
        self.diagnostics = diagnostics
        self.source = source
        self.inputs = inputs.union([path])
        fingerprints = (config?.fingerprints(source: source.identity) ?? [:]).mapValues(\.description)
    }

    /// The units of the config in their order; none while it is invalid.
    package var units: [UnitID] { (config?.units ?? []).map { UnitID(config: path, group: $0) } }

    /// Returns the fingerprint of a unit of the config; nil while it is invalid, and for a unit that it does not have.
    package func fingerprint(of group: UnitGroup) -> String? { fingerprints[group] }
}

/// Where a config's source is at a commit, and what identifies its content.
package enum SourceContent: Sendable, Hashable {
    /// A file of the repository.
    case blob(path: String, id: ObjectID)
    /// A git-lfs pointer in the repository.
    case largeFile(path: String, sha256: String, size: Int64)
    /// A digest in the config, with or without a URL.
    case pinned(sha256: String, url: String?, path: String)
    /// A file on the bot's host, whose content only a run can tell.
    case host(path: String)
    /// The config is invalid.
    case unknown

    /// The SHA-256 that the content must have, in lower-case hex; nil where the repository does not say.
    package var sha256: String? {
        switch self {
        case .largeFile(_, let sha256, _), .pinned(let sha256, _, _): sha256
        case .blob, .host, .unknown: nil
        }
    }

    /// Equal for equal content.
    package var identity: String {
        switch self {
        case .blob(_, let id): "git:\(id)"
        case .largeFile(_, let sha256, _), .pinned(let sha256, _, _): "sha256:\(sha256)"
        case .host(let path): "path:\(path)"
        case .unknown: ""
        }
    }
}

/// The configs of a commit.
package struct CommitSnapshot: Sendable {
    package internal(set) var commit: ObjectID
    package let settings: RepositorySettings
    /// By path.
    package private(set) var configs: [String: ConfigState]
    /// What is wrong with the repository's own settings.
    package let diagnostics: [Diagnostic]

    package init(commit: ObjectID, settings: RepositorySettings, configs: [String: ConfigState], diagnostics: [Diagnostic] = []) {
        self.commit = commit
        self.settings = settings
        self.configs = configs
        self.diagnostics = diagnostics
    }

    /// - Returns: what was there.
    mutating func replace(_ path: String, with state: ConfigState?) -> ConfigState? {
        defer { configs[path] = state }
        return configs[path]
    }

    /// Whether people approved of publishing a unit as it is defined; never where that is not asked for.
    package func isApproved(_ unit: UnitID, fingerprint: String) -> Bool {
        settings.publish == .manual && configs[unit.config]?.approvals[unit.group] == fingerprint
    }

    /// All diagnostics, in the order of files and lines.
    package var allDiagnostics: [Diagnostic] {
        (diagnostics + configs.values.flatMap(\.diagnostics)).sorted { ($0.file, $0.line, $0.column) < ($1.file, $1.line, $1.column) }
    }

    /// Returns the units of some configs, or of all, where they are valid, in their order.
    package func units(of paths: Set<String>?) -> [UnitID] {
        (paths.map(Array.init) ?? Array(configs.keys)).sorted().flatMap { configs[$0]?.units.sorted() ?? [] }
    }

    /// The units of all valid configs.
    package var units: [UnitID] { units(of: nil) }
}
