import AWSPubEngine
import AWSSandbox
import Bot
import CanonicalJSON
import ConfigDiff
import Foundation
import Git
import RepoWatcher
import TestSupport
import Testing

/// The whole way from a merged change to results in git: 3 configs, 5 groups, a real remote, the sandbox.
struct SyncTests {
    static func config(_ bucket: String, _ images: String) -> String {
        "awspub:\n  s3: {bucket_name: \(bucket)}\n  source: {path: image.vmdk, architecture: x86_64}\n  images:\n\(images)"
    }

    static let files: [String: String?] = [
        "a/config.yaml": config(
            "images",
            "    a-one: {boot_mode: uefi, description: One, regions: [us-east-1, eu-west-1], groups: [stable], public: true}\n"
                + "    a-two: {boot_mode: uefi, regions: [us-east-1], groups: [beta]}\n"),
        "a/image.vmdk": "disk a",
        "b/config.yaml": config(
            "images",
            "    b-one: {boot_mode: uefi, regions: [us-east-1], groups: [stable]}\n    b-two: {boot_mode: uefi, regions: [us-east-1], groups: [nightly]}\n"
        ),
        "b/image.vmdk": "disk b",
        "c/config.yaml": config("images", "    c-one: {boot_mode: uefi, regions: [us-west-2], groups: [stable]}\n"),
        "c/image.vmdk": "disk c",
    ]

    @Test("the first pass publishes all, a change runs its group only, a comment runs nothing", arguments: BotStage.Transport.allCases)
    func mainJob(transport: BotStage.Transport) async throws {
        try await BotStage.with(transport) { stage in
            let first = try await stage.sync()
            #expect(first.statuses.count == 5)
            #expect(first.statuses.values.allSatisfy { $0 == .published })
            #expect(try await stage.tip() == first.commit?.hex)
            let stable = try await stage.manifest("a/config.yaml/stable.json")
            #expect(stable["images"]?["a-one"]?["eu-west-1"]?.stringValue?.hasPrefix("ami-") == true)
            #expect(stable["awspub-bot"]?["details"]?["a-one"]?["us-east-1"]?["public"]?.boolValue == true)
            #expect(stable["images-by-group"]?["stable"] == stable["images"])

            stage.sandbox.clearCalls()
            let idle = try await stage.sync()
            #expect(idle.commit == nil)
            #expect(stage.sandbox.calls().isEmpty)

            try await stage.push(["a/config.yaml": SyncTests.files["a/config.yaml"]??.replacing("awspub:", with: "# a comment\nawspub:")], "comment")
            #expect(try await stage.sync().commit == nil)
            #expect(stage.sandbox.calls().isEmpty)

            try await stage.push([
                "a/config.yaml": SyncTests.files["a/config.yaml"]??.replacing(
                    "[us-east-1], groups: [beta]", with: "[us-east-1, us-west-2], groups: [beta]")
            ])
            let second = try await stage.sync()
            #expect(await stage.events.started == ["a/config.yaml group beta"])
            #expect(second.statuses == ["manifests/a/config.yaml/beta.json": .published])
            let text = stage.sandbox.calls().map { "\($0)" }.joined(separator: "\n")
            #expect(text.contains("a-two"))
            for other in ["a-one", "b-one", "b-two", "c-one"] { #expect(!text.contains(other)) }
            let message = try await GitFixture.git(["log", "-1", "--format=%B", "main"], in: stage.remote)
            #expect(message.contains("Unit: published manifests/a/config.yaml/beta.json"))
            #expect(message.contains("Config-Commit: "))
        }
    }

    @Test("a person who pushes at the same moment loses nothing, and neither does the bot")
    func concurrentPush() async throws {
        try await BotStage.with(.http) { stage in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { _ = try await stage.sync() }
                group.addTask {
                    var pushed = 0
                    while pushed < 5 {
                        do {
                            try await stage.push(["notes/\(pushed)": "x"], "person \(pushed)")
                            pushed += 1
                        } catch is GitFixtureError {
                            // The bot was faster; pull and push again.
                        }
                    }
                }
                try await group.waitForAll()
            }
            let files = try await GitFixture.git(["ls-tree", "-r", "--name-only", "main"], in: stage.remote).split(separator: "\n")
            #expect(files.filter { $0.hasPrefix("notes/") }.count == 5)
            #expect(files.filter { $0.hasPrefix("manifests/") && $0.hasSuffix(".json") }.count == 6)
            #expect(try await stage.sync().commit == nil)
        }
    }

    @Test("with signatures required, nothing of an unsigned tip runs, and the bot's own signed results are no obstacle")
    func signatures() async throws {
        try await BotStage.with(.http) { unsigned in
            var stage = unsigned
            let ann = try await SSHSigningKey(in: stage.folder.path, name: "ann")
            let bot = try await SSHSigningKey(in: stage.folder.path, name: "bot")
            let signers = try stage.folder.write(ann.allowed(as: "ann@example.com"), to: "signers")
            stage.configuration.allowedSigners = .init(gpgKeys: [], ssh: signers)
            stage.configuration.signingKey = .ssh(file: bot.file)
            await #expect { try await stage.sync() } throws: { ($0 as? GitError)?.code == .untrusted }
            #expect(stage.sandbox.calls().isEmpty)
            try await stage.person.amend(signing: ann.gitOptions)
            try await stage.person.git("push", "--quiet", "--force", "origin", "main")
            let commit = try #require(try await stage.sync().commit)
            let own = try stage.folder.write(bot.allowed(as: "bot"), to: "own")
            try await GitFixture.git(["-c", "gpg.ssh.allowedSignersFile=\(own)", "verify-commit", commit.hex], in: stage.remote)
            #expect(try await stage.sync().commit == nil)
        }
    }

    @Test("results on a branch of their own are no trigger, are read from there, and leave the config branch alone")
    func resultsBranch() async throws {
        try await BotStage.with(.http) { plain in
            var stage = plain
            stage.configuration.results = .ownBranch("results")
            let merged = try await stage.tip()
            let made = try #require(try await stage.sync().commit)
            #expect(try await stage.tip() == merged)
            #expect(try await GitFixture.git(["rev-parse", "results"], in: stage.remote) == made.hex)
            let files = try await GitFixture.git(["ls-tree", "-r", "--name-only", "results"], in: stage.remote).split(separator: "\n")
            #expect(files.count { $0.hasSuffix(".json") } == 6 && files.allSatisfy { $0.hasPrefix("manifests/") })
            stage.sandbox.clearCalls()
            #expect(try await stage.sync().commit == nil)
            #expect(stage.sandbox.calls().isEmpty)
            try await stage.push(["c/image.vmdk": "another disk c"])
            let second = try await stage.sync()
            #expect(second.statuses.keys.sorted() == ["manifests/c/config.yaml/stable.json"])
            #expect(try await GitFixture.git(["rev-list", "--count", "results"], in: stage.remote) == "2")
        }
    }

    @Test("results that cannot be pushed for long are not made again, and are delivered once when they can")
    func refusedResults() async throws {
        try await BotStage.with(.http) { stage in
            let script = "while read old new ref; do [ \"$(git log -1 --format=%an $new)\" = awspub-bot ] && exit 1; done; exit 0"
            let hook = try stage.folder.write("#!/bin/sh\n\(script)\n", to: "served/remote.git/hooks/pre-receive")
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: hook)
            for round in 0..<3 {
                await #expect { try await stage.sync() } throws: { ($0 as? GitError)?.code == .pushRefused }
                if round == 0 { stage.sandbox.clearCalls() }
                // The tip moves, which changes nothing for the units.
                if round == 1 { try await stage.push(["notes": "x"]) }
            }
            // Only the tag that names the commit follows the tip.
            let making = ["Register", "Copy", "Import", "Put", "Publish", "Start", "CreateSnapshot", "CreateImage", "CreateMultipart", "Modify"]
            let made = stage.sandbox.calls().filter { call in
                making.contains { call.action.hasPrefix($0) } && call.parameters["DryRun"] != "true"
            }
            #expect(made.isEmpty, "\(made)")
            try FileManager.default.removeItem(atPath: hook)
            #expect(try await stage.sync().commit != nil)
            let subjects = try await GitFixture.git(["log", "--format=%s", "main"], in: stage.remote).split(separator: "\n")
            #expect(subjects.filter { $0.hasPrefix("results: ") }.count == 1)
            #expect(try await stage.sync().commit == nil)
        }
    }

    @Test("an invalid config does not stop the others; a failure is told once and tried again; what left its definition is an orphan")
    func failures() async throws {
        try await BotStage.with(.http) { stage in
            try await stage.push([
                "b/config.yaml": "awspub: {images: nonsense}\n",
                "c/config.yaml": SyncTests.files["c/config.yaml"]??.replacing("bucket_name: images", with: "bucket_name: missing"),
            ])
            let first = try await stage.sync()
            #expect(first.hasInvalidConfigs)
            #expect(first.statuses["manifests/a/config.yaml/stable.json"] == .published)
            #expect(first.statuses["manifests/c/config.yaml/stable.json"] == .failed)
            let manifest = try await stage.manifest("c/config.yaml/stable.json")
            #expect(manifest["awspub-bot"]?["errors"]?[0]?.stringValue?.contains("missing") == true)
            let again = try await stage.sync()
            #expect(again.statuses == ["manifests/c/config.yaml/stable.json": .failed])
            #expect(again.commit == nil)

            try await stage.push(["b/config.yaml": SyncTests.files["b/config.yaml"] ?? nil, "c/config.yaml": SyncTests.files["c/config.yaml"] ?? nil])
            #expect(try await stage.sync().statuses.values.allSatisfy { $0 == .published })

            try await stage.push(["c/config.yaml": nil])
            _ = try await stage.sync()
            let orphaned = try await stage.manifest("c/config.yaml/stable.json")
            #expect(orphaned["awspub-bot"]?["status"]?.stringValue == "orphaned")
            #expect(orphaned["awspub-bot"]?["orphans"]?["c-one"]?["us-west-2"]?.stringValue?.hasPrefix("ami-") == true)
            #expect(try await stage.sync().commit == nil)
        }
    }
}
