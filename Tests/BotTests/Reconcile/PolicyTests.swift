import AWSSandbox
import Bot
import CanonicalJSON
import ConfigDiff
import Foundation
import Git
import RepoWatcher
import TestSupport
import Testing

/// What the repository's own settings keep from running, in `sync` and in the daemon.
struct PolicyTests {
    private static func fingerprint(_ stage: BotStage, _ path: String) async throws -> String {
        try #require(try await stage.manifest(path)["awspub-bot"]?["fingerprint"]?.stringValue)
    }

    private static func status(_ stage: BotStage, _ path: String) async throws -> String? {
        try await stage.manifest(path)["awspub-bot"]?["status"]?.stringValue
    }

    @Test("nothing is published without an approval of this very definition; what is suspended does not run")
    func approvals() async throws {
        try await BotStage.with(.http) { stage in
            try await stage.push([".awspub-bot.yaml": "publish: manual\nsuspend: [{config: c/config.yaml}, {group: nightly}]\n"])
            let first = try await stage.sync()
            #expect(first.statuses.count == 3 && first.statuses.values.allSatisfy { $0 == .created })
            #expect(await stage.events.held.sorted() == ["b/config.yaml group nightly", "c/config.yaml group stable"])
            let fingerprint = try await Self.fingerprint(stage, "a/config.yaml/stable.json")
            #expect(try await stage.sync().commit == nil)

            try await stage.push(["approvals/a/config.yaml/stable": "\(fingerprint)x\n", "approvals/a/config.yaml/beta": "yes\n"])
            #expect(try await stage.sync().commit == nil)
            try await stage.push(["approvals/a/config.yaml/stable": "\(fingerprint)\n"])
            #expect(try await stage.sync().statuses == ["manifests/a/config.yaml/stable.json": .published])
            #expect(await stage.events.started == ["a/config.yaml group stable"])
            #expect(try await stage.sync().commit == nil)

            // Another definition needs another approval.
            try await stage.push(["a/config.yaml": SyncTests.files["a/config.yaml"]??.replacing("description: One", with: "description: Other")])
            #expect(try await stage.sync().statuses == ["manifests/a/config.yaml/stable.json": .created])
            try await stage.push([".awspub-bot.yaml": "publish: manual\n"])
            #expect(try await stage.sync().statuses.count == 2)
        }
    }

    @Test("the daemon takes an approval as it comes, and a group waits for the groups before it")
    func order() async throws {
        try await BotStage.with(.http) { stage in
            try await stage.push([".awspub-bot.yaml": "publish: manual\nafter: {stable: [beta, nightly, unknown]}\n"])
            try await ReconcilerTests.with(stage) { reconciler, log in
                try await reconciler.look(full: true)
                try await log.wait("the groups that wait for nobody are made") { lines in
                    lines.contains("created a/config.yaml group beta") && lines.contains("created b/config.yaml group nightly")
                        && lines.contains("created c/config.yaml group stable")
                }
                try await log.wait("their results are in git") { _ in
                    let files = try await GitFixture.git(["ls-tree", "-r", "--name-only", "main", "manifests"], in: stage.remote)
                    return ["a/config.yaml/beta", "b/config.yaml/nightly", "c/config.yaml/stable"].allSatisfy(files.contains)
                }
                #expect(log.count("started") == 3)
                let fingerprint = try await Self.fingerprint(stage, "a/config.yaml/beta.json")
                try await stage.push(["approvals/a/config.yaml/beta": fingerprint])
                try await reconciler.look(full: false)
                try await log.wait("what waited for it runs") { $0.contains("created a/config.yaml group stable") }
                #expect(log.all.contains("published a/config.yaml group beta"))
                #expect(!log.all.contains("started b/config.yaml group stable"))
            }
        }
    }

    @Test("groups that wait for each other are wrong settings")
    func circle() async throws {
        try await BotStage.with(.http) { stage in
            try await stage.push([".awspub-bot.yaml": "after: {stable: [beta], beta: [nightly], nightly: [stable]}\n"])
            let summary = try await stage.sync()
            #expect(summary.hasInvalidConfigs && summary.statuses.isEmpty && stage.sandbox.calls().isEmpty)
        }
    }
}
