import AWS
import AWSPartition
import AWSPubEngine
import AWSSandbox
import Bot
import CanonicalJSON
import ConfigDiff
import Foundation
import Git
import TestSupport
import Testing

/// Passes over a repository from which images go.
struct PruneTests {
    /// A repository with a config of each of these image definitions.
    private struct Stage: Sendable {
        let person: GitFixture
        let remote: String
        let sandbox: RunningSandbox
        let configuration: BotConfiguration

        func sync() async throws -> (summary: SyncPass.Summary, told: [String]) {
            let (stream, continuation) = AsyncStream.makeStream(of: String.self)
            let summary = try await SyncPass.once(configuration) { event in
                if case .engine(let unit, let event) = event { continuation.yield("\(unit) \(event.kind)") }
            }
            continuation.finish()
            return (summary, await stream.reduce(into: []) { $0.append($1) })
        }

        func push(_ files: [String: String?]) async throws {
            try await person.git("pull", "--quiet", "--rebase", "origin", "main")
            try await person.commit(files, "change")
            try await person.git("push", "--quiet", "origin", "main")
        }

        /// The manifest; nil when there is none.
        func manifest(_ path: String) async throws -> JSON? {
            let files = try await GitFixture.git(["ls-tree", "-r", "--name-only", "main"], in: remote).split(separator: "\n")
            guard files.contains("manifests/\(path)") else { return nil }
            return try JSON(parsing: try await GitFixture.git(["show", "main:manifests/\(path)"], in: remote))["awspub-bot"]
        }

        func images(in region: String = "us-east-1") -> Set<String> {
            Set((sandbox.state()["ec2"]?[region]?["images"]?.objectValue ?? [:]).values.compactMap { $0["name"]?.stringValue })
        }

        var snapshots: Int { sandbox.state()["ec2"]?["us-east-1"]?["snapshots"]?.objectValue?.count ?? 0 }

        func imageID(_ name: String) throws -> String {
            let images = sandbox.state()["ec2"]?["us-east-1"]?["images"]?.objectValue ?? [:]
            return try #require(images.first { $0.value["name"]?.stringValue == name }?.key)
        }
    }

    private static func config(_ images: String...) -> String {
        "awspub:\n  s3: {bucket_name: images}\n  source: {path: image.vmdk, architecture: x86_64}\n  images:\n"
            + images.map { "    \($0): {boot_mode: uefi, regions: [us-east-1], groups: [stable]}\n" }.joined()
    }

    private static func prune(_ mode: String, budget: Int = 5) -> String { "prune: {mode: \(mode), budget: \(budget)}\n" }

    private func withStage(_ files: [String: String?], _ body: @Sendable (Stage) async throws -> Void) async throws {
        let folder = try TemporaryFolder()
        let person = try await GitFixture(at: folder.path("work"))
        try await person.commit(files, "images")
        let remote = folder.path("remote.git")
        try await person.makeRemote(at: remote)
        var settings = SandboxConfiguration()
        settings.buckets = ["images": "us-east-1"]
        settings.timing.scale = 5
        try await withSandbox(settings) { sandbox in
            let account = try AWSAccount(environment: [
                "AWS_ACCESS_KEY_ID": SandboxConfiguration.accessKeyID, "AWS_SECRET_ACCESS_KEY": SandboxConfiguration.secretAccessKey,
                "AWS_ENDPOINT_URL": sandbox.endpoint, "AWS_REGION": "us-east-1", "HOME": folder.path,
            ])
            let configuration = BotConfiguration(
                remote: RemoteAccess(url: try RemoteURL(remote), environment: ProcessInfo.processInfo.environment),
                stateDirectory: folder.path("state"), account: account,
                policy: PollPolicy(first: .milliseconds(5), longest: .milliseconds(50), consistencyWindow: .seconds(2)))
            try await body(Stage(person: person, remote: remote, sandbox: sandbox, configuration: configuration))
        }
    }

    @Test("without a policy nothing goes, and the manifest lists what is left")
    func never() async throws {
        try await withStage(["a/config.yaml": Self.config("one", "two"), "a/image.vmdk": "disk"]) { stage in
            _ = try await stage.sync()
            try await stage.push(["a/config.yaml": Self.config("one")])
            _ = try await stage.sync()
            #expect(stage.images() == ["one", "two"])
            #expect(try await stage.manifest("a/config.yaml/stable.json")?["orphans"]?["two"]?["us-east-1"]?.stringValue != nil)
        }
    }

    @Test("an image that left its definition, then the unit that is gone; the budget holds, and the manifest goes last")
    func units() async throws {
        let files = [
            ".awspub-bot.yaml": Self.prune("deregister", budget: 2), "a/config.yaml": Self.config("one", "two", "three", "four"),
            "a/image.vmdk": "disk",
        ]
        try await withStage(files) { stage in
            _ = try await stage.sync()
            try await stage.push(["a/config.yaml": Self.config("one", "two", "three")])
            _ = try await stage.sync()
            #expect(stage.images() == ["one", "two", "three"])
            #expect(try await stage.manifest("a/config.yaml/stable.json")?["orphans"] == [:])

            try await stage.push(["a/config.yaml": nil])
            let first = try await stage.sync()
            #expect(stage.images() == ["two"])
            #expect(first.told.contains { $0.contains("1 wait for the next pass, since prune.budget is 2") })
            let left = try await stage.manifest("a/config.yaml/stable.json")
            #expect(left?["status"] == "orphaned")
            #expect(left?["orphans"]?.objectValue?.keys.map(\.self) == ["two"])

            _ = try await stage.sync()
            #expect(stage.images() == [])
            #expect(try await stage.manifest("a/config.yaml/stable.json") == nil)
            #expect(stage.snapshots == 1)
            stage.sandbox.clearCalls()
            #expect(try await stage.sync().summary.commit == nil)
            #expect(stage.sandbox.calls().isEmpty)
        }
    }

    @Test("a renamed config takes over its images, an image moves between groups, and nothing of them goes")
    func renamed() async throws {
        let files = [
            ".awspub-bot.yaml": Self.prune("deregister-and-delete-snapshots"), "a/config.yaml": Self.config("one", "two"), "a/image.vmdk": "disk",
        ]
        try await withStage(files) { stage in
            _ = try await stage.sync()
            let id = try stage.imageID("one")
            let moved = Self.config("one") + "    two: {boot_mode: uefi, regions: [us-east-1], groups: [beta]}\n"
            try await stage.push(["a/config.yaml": nil, "a/image.vmdk": nil, "b/config.yaml": moved, "b/image.vmdk": "disk"])
            _ = try await stage.sync()
            #expect(try stage.imageID("one") == id)
            #expect(stage.images() == ["one", "two"])
            #expect(try await stage.manifest("a/config.yaml/stable.json") == nil)
            try await stage.push(["b/config.yaml": Self.config("one", "two")])
            _ = try await stage.sync()
            #expect(stage.images() == ["one", "two"])
            #expect(try await stage.manifest("b/config.yaml/beta.json") == nil)
            #expect(try await stage.manifest("b/config.yaml/stable.json")?["orphans"] == [:])
        }
    }

    @Test("while any config is invalid nothing goes; then it does, with the snapshot that nothing else wants")
    func invalid() async throws {
        let files = [
            ".awspub-bot.yaml": Self.prune("deregister-and-delete-snapshots"), "a/config.yaml": Self.config("one"), "a/image.vmdk": "disk",
            "b/config.yaml": Self.config("two"), "b/image.vmdk": "other",
        ]
        try await withStage(files) { stage in
            _ = try await stage.sync()
            #expect(stage.snapshots == 2)
            try await stage.push(["a/config.yaml": nil, "b/config.yaml": "awspub: {images: nonsense}\n"])
            let pass = try await stage.sync()
            #expect(stage.images() == ["one", "two"])
            #expect(pass.told.contains { $0.contains("nothing is removed in this pass, since a config is invalid") })
            try await stage.push(["b/config.yaml": Self.config("two")])
            _ = try await stage.sync()
            #expect(stage.images() == ["two"])
            #expect(stage.snapshots == 1)
            #expect(try await stage.manifest("a/config.yaml/stable.json") == nil)
        }
    }

    @Test("what is protected is told in the manifest, once, and does not keep the others")
    func failures() async throws {
        let files = [
            ".awspub-bot.yaml": Self.prune("deregister", budget: 1), "a/config.yaml": Self.config("one", "two"), "a/image.vmdk": "disk",
        ]
        try await withStage(files) { stage in
            _ = try await stage.sync()
            let client = stage.configuration.account.client
            try await client.setDeregistrationProtection(true, of: stage.imageID("one"), in: "us-east-1")
            try await stage.push(["a/config.yaml": nil])
            _ = try await stage.sync()
            #expect(stage.images() == ["one"])
            let errors = try await stage.manifest("a/config.yaml/stable.json")?["errors"]?.arrayValue ?? []
            #expect(errors.count == 1)
            #expect(errors.first?.stringValue?.hasPrefix("prune: image one, region us-east-1: ") == true)
            #expect(try await stage.sync().summary.commit == nil)
            try await client.setDeregistrationProtection(false, of: stage.imageID("one"), in: "us-east-1")
            _ = try await stage.sync()
            #expect(stage.images() == [])
            #expect(try await stage.manifest("a/config.yaml/stable.json") == nil)
        }
    }

    @Test("a run that fails keeps what the manifest knows, and a region that left its definition is listed")
    func manifests() async throws {
        let two = Self.config("one").replacing("[us-east-1]", with: "[us-east-1, eu-west-1]")
        try await withStage(["a/config.yaml": two, "a/image.vmdk": "disk"]) { stage in
            _ = try await stage.sync()
            try await stage.push(["a/config.yaml": Self.config("one").replacing("bucket_name: images", with: "bucket_name: missing")])
            _ = try await stage.sync()
            let manifest = try await stage.manifest("a/config.yaml/stable.json")
            #expect(manifest?["status"] == "failed")
            #expect(manifest?["details"]?["one"]?["us-east-1"]?["image_id"]?.stringValue == (try stage.imageID("one")))
            #expect(manifest?["orphans"]?["one"]?.objectValue?.keys.map(\.self) == ["eu-west-1"])
        }
    }

    @Test("plan names what would go, where the policy lets it go")
    func plan() async throws {
        let files = [".awspub-bot.yaml": Self.prune("deregister", budget: 3), "a/config.yaml": Self.config("one", "two"), "a/image.vmdk": "disk"]
        try await withStage(files) { stage in
            let base = try await GitFixture.git(["rev-parse", "main"], in: stage.remote)
            try await stage.push(["a/config.yaml": Self.config("two")])
            let access = stage.configuration.remote
            let plan = try await Planner.plan(access, base: base, head: "main")
            #expect(plan.text.contains("to be removed from AWS, at most 3 in a pass: one"))
            #expect(plan.markdown.contains("- to be removed from AWS, at most 3 in a pass: one"))
            #expect(plan.json["pruned"] == ["one"])
            try await stage.push([".awspub-bot.yaml": Self.prune("never")])
            #expect(try await Planner.plan(access, base: base, head: "main").json["pruned"] == [])
        }
    }
}
