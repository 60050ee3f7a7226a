package import CanonicalJSON
package import OrderedCollections

/// What a repository says about itself in `.awspub-bot.yaml`. Every key is optional.
package struct RepositorySettings: Sendable, Hashable {
    /// Which files are configs; nil means every YAML file with a top-level `awspub` key.
    package var configs: [PathPattern]?
    /// Mapping files by config, where the convention does not fit.
    package var mappings: OrderedDictionary<ExactText, String> = [:]
    /// The folder of the manifests.
    package var results = "manifests"
    /// Whether pages for people are made with the manifests.
    package var pages = true
    /// What a run does, by name.
    package var stages = ["create", "verify", "publish", "cleanup"]
    /// Whether publishing waits for a person.
    package var publish = PublishPolicy.auto
    package var prune = PrunePolicy()
    package var onChange = ChangePolicy.fail
    /// What does not run.
    package var suspended: [UnitScope] = []
    /// When units may start. Those that no window is about always may, others in any of their windows.
    package var windows: [TimeWindow] = []
    /// How published images are compared with AWS again; nil for never.
    package var drift: DriftPolicy?
    /// Groups that a group of the same config waits for, by its name.
    package var after: [String: [String]] = [:]

    /// The folder of the files with which people approve of publishing.
    package static let approvals = "approvals"

    /// The file's name, at the root of the repository.
    package static let fileName = ".awspub-bot.yaml"

    package enum PublishPolicy: String, Sendable, Hashable, CaseIterable {
        case auto
        case manual
    }

    /// How units are compared with AWS after their runs.
    package struct DriftPolicy: Sendable, Hashable {
        /// How often each is, in seconds.
        package var every: Double
        /// Whether what differs is run again.
        package var isRepairing: Bool

        package init(every: Double, isRepairing: Bool) {
            self.every = every
            self.isRepairing = isRepairing
        }
    }

    /// What happens to images that are in no definition any more.
    package struct PrunePolicy: Sendable, Hashable {
        package var mode = Mode.never
        /// The most images that one run removes.
        package var budget = 5

        package enum Mode: String, Sendable, Hashable, CaseIterable {
            case never
            case deregister
            case deregisterAndDeleteSnapshots = "deregister-and-delete-snapshots"
        }
    }

    package init() {}

    /// Returns the path of a config's mapping file, which need not exist.
    package func mapping(of config: String) -> String { mappings[ExactText(config)] ?? config + LoadedConfig.mappingSuffix }
}

extension RepositorySettings {
    /// Reads the file.
    /// - Throws: `ConfigProblems` with everything that is wrong.
    package init(_ file: NamedText) throws(ConfigProblems) {
        self.init()
        let text = SubstitutedText(verbatim: try SourceText(file))
        let root: YAMLNode?
        do { root = try YAMLComposer.parse(text.bytes) } catch { throw ConfigProblems([text.diagnostic(at: error.offset, error.message)]) }
        guard let root, root.scalar != .null else { return }
        var validator = Validator()
        let value = validator.check(root, .object(RepositorySettings.schema), at: "")
        if let value {
            if !ConfigPath.isInside(value["results"].text ?? "manifests"), let node = root["results"] {
                validator.fail(node, "results", "this must be a folder in the repository, such as manifests")
            }
            take(value)
            for (index, (window, node)) in zip(windows, root["windows"]?.items ?? []).enumerated() {
                if let problem = window.problem { validator.fail(node, "windows.\(index)", problem) }
            }
            if let circle = circleOfGroups, let node = root["after"] {
                validator.fail(node, "after", "these groups wait for each other: \(circle.joined(separator: ", "))")
            }
        }
        guard validator.findings.isEmpty else { throw ConfigProblems(text.diagnostics(validator.findings)) }
    }

    private mutating func take(_ value: CheckedValue) {
        configs = value["configs"].texts.map { $0.map(PathPattern.init) }
        mappings = value["mappings"].textMembers
        results = value["results"].text ?? results
        pages = value["pages"].bool ?? pages
        stages = value["stages"].texts ?? stages
        publish = value["publish"].choice(PublishPolicy.self) ?? publish
        prune.mode = value["prune"]["mode"].choice(PrunePolicy.Mode.self) ?? prune.mode
        prune.budget = value["prune"]["budget"].integer ?? prune.budget
        onChange = value["on_change"].choice(ChangePolicy.self) ?? onChange
        suspended = (value["suspend"].list ?? []).map(UnitScope.init)
        drift = value["drift"]["every"].integer.map { .init(every: Double($0), isRepairing: value["drift"]["repair"].bool ?? false) }
        windows = (value["windows"].list ?? []).map(TimeWindow.init)
        for (group, others) in value["after"].members ?? [:] { after[group.text] = others.texts ?? [] }
    }

    /// The groups that, directly or not, wait for themselves; nil when none does.
    private var circleOfGroups: [String]? {
        let circle = after.keys.filter { group in
            var (seen, next): (Set<String>, [String]) = ([], after[group] ?? [])
            while let other = next.popLast() { if seen.insert(other).inserted { next += after[other] ?? [] } }
            return seen.contains(group)
        }
        return circle.isEmpty ? nil : circle.sorted()
    }

    private static let schema = ObjectType(
        name: fileName,
        fields: [
            .optional("configs", .list(.text), "Globs of the files that are configs."),
            .optional("mappings", .map(.path), "Mapping files by config, where the convention does not fit."),
            .optional("results", .path, "The folder of the manifests."),
            .optional("pages", .boolean, "Whether pages for people are made with the manifests."),
            .optional("stages", .list(.choice(["create", "verify", "publish", "cleanup"])), "What a run does."),
            .optional("publish", .choice(PublishPolicy.allCases.map(\.rawValue)), "Whether publishing waits for a person."),
            .optional("suspend", .list(.object(suspensionSchema)), "What does not run until it is taken out again."),
            .optional("drift", .object(driftSchema), "How published images are compared with AWS again."),
            .optional("windows", .list(.object(TimeWindow.schema)), "When units may start."),
            .optional("after", .map(.list(.text)), "Groups that a group of the same config waits for."),
            .optional("prune", .object(pruneSchema), "What happens to images that are in no definition any more."),
            .optional("on_change", .choice(ChangePolicy.allCases.map(\.rawValue)), "What happens to images that differ in what cannot be changed."),
        ])

    private static let suspensionSchema = ObjectType(name: "suspend", fields: UnitScope.fields)

    /// Each comparison costs some calls in each region, so not too often.
    private static let driftSchema = ObjectType(
        name: "drift", fields: [.required("every", .duration(600...90 * 86400)), .optional("repair", .boolean, default: .bool(false))])

    private static let pruneSchema = ObjectType(
        name: "prune",
        fields: [
            .required("mode", .choice(PrunePolicy.Mode.allCases.map(\.rawValue))), .optional("budget", .integer(0...1000), default: .integer(5)),
        ])
}
