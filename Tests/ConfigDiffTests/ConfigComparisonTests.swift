import AWSPartition
import ConfigDiff
import Git
import ImageConfig
import TestSupport
import Testing

/// Each case changes one thing in a repository and says which units that affects, and what the reasons are.
struct ConfigComparisonTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        /// New content by path; nil deletes.
        let change: [String: String?]
        /// Affected units with their reasons, each `unit: field change`.
        let affected: [String]
        var removed: [String] = []
        var problems = 0

        var testDescription: String { name }
    }

    static let config = """
        awspub:
          s3: {bucket_name: bucket}
          source: {path: image.vmdk, architecture: x86_64}
          tags: {team: os}
          images:
            one-$serial: {boot_mode: uefi, description: One, regions: [us-east-1], groups: [stable]}
            two: {boot_mode: uefi, groups: [stable, beta], share: ["123456789012"]}
            three: {boot_mode: uefi}

        """

    static let files: [String: String?] = [
        "a/config.yaml": config, "a/config.yaml.mapping": "serial: 7\nunused: x\n", "a/image.vmdk": "disk",
        "b/config.yaml": config.replacing("one-$serial", with: "bone").replacing("two", with: "btwo").replacing("three", with: "bthree"),
        "b/image.vmdk": "disk b", "README.md": "hello", "other.yaml": "key: value\n",
    ]

    static func with(_ old: String, _ new: String) -> [String: String?] { ["a/config.yaml": config.replacing(old, with: new)] }

    static let all = ["a/config.yaml group beta", "a/config.yaml group stable", "a/config.yaml (ungrouped)"]

    static let cases: [Case] = [
        Case(name: "nothing", change: ["README.md": "other"], affected: []),
        Case(name: "a comment", change: with("tags:", "# comment\n  tags:"), affected: []),
        Case(
            name: "key order and quoting", change: with("{boot_mode: uefi, description: One,", "{description: \"One\", boot_mode: 'uefi',"),
            affected: []),
        Case(name: "a mapping value that reaches nothing", change: ["a/config.yaml.mapping": "serial: 7\nunused: y\n"], affected: []),
        Case(
            name: "a region", change: with("[us-east-1]", "[us-east-1, eu-west-3]"),
            affected: ["a/config.yaml group stable: images.one-7.regions + eu-west-3"]),
        Case(
            name: "an image of two groups", change: with("\"123456789012\"", "\"999999999999\""),
            affected: [
                "a/config.yaml group beta: images.two.share - 123456789012", "a/config.yaml group beta: images.two.share + 999999999999",
                "a/config.yaml group stable: images.two.share - 123456789012", "a/config.yaml group stable: images.two.share + 999999999999",
            ]),
        Case(name: "config tags", change: with("team: os", "team: kernel"), affected: all.map { "\($0): tags.team os → kernel" }),
        Case(name: "the bucket", change: with("bucket_name: bucket", "bucket_name: other"), affected: all.map { "\($0): bucket bucket → other" }),
        Case(name: "the architecture", change: with("x86_64", "arm64"), affected: all.map { "\($0): architecture x86_64 → arm64" }),
        Case(name: "the source's content", change: ["a/image.vmdk": "new disk"], affected: all.map { "\($0): source content changed" }),
        Case(
            name: "a mapping value that reaches a name", change: ["a/config.yaml.mapping": "serial: 8\n"],
            affected: ["a/config.yaml group stable: images.one-7 - ", "a/config.yaml group stable: images.one-8 + "]),
        Case(
            name: "a group renamed", change: with("groups: [stable, beta]", "groups: [stable, gamma]"),
            affected: ["a/config.yaml group gamma: unit is new"],
            removed: ["a/config.yaml group beta"]),
        Case(
            name: "a new image without a group", change: with("    three:", "    four: {boot_mode: uefi}\n    three:"),
            affected: ["a/config.yaml (ungrouped): images.four + "]),
        Case(name: "an invalid config", change: with("boot_mode: uefi, description", "boot_mode: floppy, description"), affected: [], problems: 1),
        Case(name: "a missing source", change: ["a/image.vmdk": nil], affected: [], problems: 1),
        Case(name: "a source outside", change: with("path: image.vmdk", "path: ../../image.vmdk"), affected: [], problems: 1),
        Case(name: "a config removed", change: ["a/config.yaml": nil], affected: [], removed: all),
        Case(
            name: "a config renamed", change: ["a/config.yaml": nil, "a/new.yaml": config, "a/new.yaml.mapping": "serial: 7\n"],
            affected: ["a/new.yaml group beta: config is new", "a/new.yaml group stable: config is new", "a/new.yaml (ungrouped): config is new"],
            removed: all),
        Case(name: "settings that leave a config out", change: [".awspub-bot.yaml": "configs: [b/*.yaml]\n"], affected: [], removed: all),
        Case(name: "wrong settings", change: [".awspub-bot.yaml": "confgs: []\n"], affected: [], problems: 1),
    ]

    @Test("a change affects the units whose definition it reaches", arguments: cases)
    func affected(item: Case) async throws {
        let folder = try TemporaryFolder()
        let person = try await GitFixture(at: folder.path("work"))
        let first = try await person.commit(ConfigComparisonTests.files)
        let second = try await person.commit(item.change)
        let repository = try Repository(at: folder.path("work/.git"))
        let reader = SnapshotReader(repository: repository)
        let old = try await reader.read(repository.resolve(first))
        let new = try await reader.read(repository.resolve(second))
        #expect(old.allDiagnostics == [])
        #expect(old.units.count == 6)
        #expect(try await reader.read(new.commit, after: old).facts == new.facts)
        #expect(try await reader.read(old.commit, after: new).facts == old.facts)
        let found = ConfigComparison.affected(from: old, to: new).flatMap { due in due.reasons.map { "\(due.unit): \($0.field) \($0.change)" } }
        #expect(found.count == item.affected.count, "\(found)")
        for (found, wanted) in zip(found, item.affected) { #expect(found.hasPrefix(wanted)) }
        #expect(ConfigComparison.removed(from: old, to: new).map(\.unit.description) == item.removed)
        #expect(new.allDiagnostics.count == item.problems)
        #expect(new.allDiagnostics.allSatisfy { $0.file.hasPrefix("a/") || $0.file == ".awspub-bot.yaml" })
    }

    @Test("what the manifests say decides what is due, with or without the last commit")
    func due() async throws {
        let folder = try TemporaryFolder()
        let person = try await GitFixture(at: folder.path("work"))
        let first = try await person.commit(ConfigComparisonTests.files)
        let second = try await person.commit(ConfigComparisonTests.with("[us-east-1]", "[us-east-1, eu-west-3]"))
        let repository = try Repository(at: folder.path("work/.git"))
        let reader = SnapshotReader(repository: repository)
        let (old, new) = (try await reader.read(repository.resolve(first)), try await reader.read(repository.resolve(second)))
        #expect(ConfigComparison.due(from: nil, to: old, manifests: [:]).count == 6)
        var manifests: [UnitID: Manifest] = [:]
        for due in ConfigComparison.due(from: nil, to: old, manifests: [:]) {
            manifests[due.unit] = Manifest(unit: due.unit, configCommit: first, fingerprint: due.fingerprint, status: .published)
        }
        #expect(ConfigComparison.due(from: nil, to: old, manifests: manifests) == [])
        let due = ConfigComparison.due(from: old, to: new, manifests: manifests)
        #expect(due.map(\.unit.description) == ["a/config.yaml group stable"])
        #expect(due.first?.reasons == [Reason("images.one-7.regions", "+ eu-west-3")])
        #expect(ConfigComparison.due(from: nil, to: new, manifests: manifests).map(\.unit) == due.map(\.unit))
        let unit = try #require(due.first?.unit)
        manifests[unit] = Manifest(unit: unit, configCommit: second, fingerprint: try #require(due.first?.fingerprint), status: .incomplete)
        #expect(
            ConfigComparison.due(from: new, to: new, manifests: manifests).map(\.reasons) == [[Reason("status", "the last run ended incomplete")]])
    }

    @Test("another partition makes units due and says so; a single one, whichever, changes no fingerprint")
    func partitions() async throws {
        let folder = try TemporaryFolder()
        let person = try await GitFixture(at: folder.path("work"))
        let first = try await person.commit(ConfigComparisonTests.files)
        let repository = try Repository(at: folder.path("work/.git"))
        let snapshot = try await SnapshotReader(repository: repository).read(repository.resolve(first))
        let china = try #require(Partition.named("aws-cn"))
        func due(_ manifests: [UnitID: Manifest], _ partitions: [Partition]) -> [DueUnit] {
            ConfigComparison.due(from: snapshot, to: snapshot, manifests: manifests, partitions: PartitionSet(partitions))
        }
        func manifests(of due: [DueUnit], regions: [String]) -> [UnitID: Manifest] {
            due.reduce(into: [:]) { manifests, due in
                var manifest = Manifest(unit: due.unit, configCommit: first, fingerprint: due.fingerprint, status: .published)
                for region in regions { manifest.details["x", default: [:]][region] = .init(imageID: "ami-1", snapshotID: nil, isPublic: false) }
                manifests[due.unit] = manifest
            }
        }
        let alone = manifests(of: ConfigComparison.due(from: nil, to: snapshot, manifests: [:]), regions: ["us-east-1"])
        #expect(due(alone, [.aws]) == [])
        #expect(due(alone, [china]) == [])
        let added = due(alone, [.aws, china])
        #expect(added.count == 6)
        #expect(added.map(\.reasons).allSatisfy { $0 == [Reason("partitions", "+ aws-cn")] })
        let both = manifests(of: added, regions: ["us-east-1", "cn-north-1"])
        #expect(due(both, [china, .aws]) == [])
        #expect(due(both, [.aws]).map(\.reasons).allSatisfy { $0 == [Reason("partitions", "- aws-cn")] })
        #expect(due(both, [.aws]).map(\.fingerprint) == due([:], []).map(\.fingerprint))
    }
}
