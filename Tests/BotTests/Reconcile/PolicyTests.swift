import AWSSandbox
import Bot
import CanonicalJSON
import ConfigDiff
import Foundation
import Git
import ImageConfig
import RepoWatcher
import Synchronization
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

    private static let windows = """
        windows:
          - {days: [mon, tue], from: "08:00", to: "17:00", zone: Europe/Berlin, config: a/config.yaml}
          - {days: [mon], from: "08:00", to: "17:00", zone: Europe/Berlin, config: b/config.yaml}

        """

    /// Within a window of `a` and of none of `b`, or of neither.
    private static func time(isOpen: Bool) -> Date { Date(timeIntervalSince1970: isOpen ? 1_795_510_800 : 1_795_600_000) }

    @Test("outside of its windows a unit waits, is told of once, and runs by itself when one opens; nothing is pruned meanwhile")
    func windows() async throws {
        try await BotStage.with(.http) { stage in
            try await stage.push([".awspub-bot.yaml": Self.windows])
            let now = Mutex(Self.time(isOpen: false))
            var timing = ReconcilerTests.timing
            timing.now = { now.withLock(\.self) }
            try await ReconcilerTests.with(stage, timing: timing) { reconciler, log in
                try await reconciler.look(full: true)
                try await log.wait("what has no window is published") { $0.contains("committed") }
                try await reconciler.look(full: false)
                let opening = "it waits for its window, which opens Mon 2026-11-30 08:00 Europe/Berlin"
                #expect(log.all.filter { $0.hasPrefix("held a") } == ["beta", "stable"].map { "held a/config.yaml group \($0): \(opening)" })
                #expect(log.count("held") == 4 && log.count("started") == 1)
                let wait = try #require(await reconciler.nextRetry)
                #expect(wait == .seconds(1_796_022_000 - 1_795_600_000))
                // A Tuesday.
                now.withLock { $0 = Self.time(isOpen: true) }
                try await reconciler.look(full: false)
                try await log.wait("what has a window is published") { $0.count { $0.hasPrefix("published a") } == 2 }
                #expect(log.count("released a") == 2 && log.count("started b") == 0)

                try await log.wait("they are in git") { _ in
                    let files = try await GitFixture.git(["ls-tree", "-r", "--name-only", "main", "manifests"], in: stage.remote)
                    return files.contains("a/config.yaml/beta.json") && files.contains("a/config.yaml/stable.json")
                }
                try await reconciler.look(full: false)
                now.withLock { $0 = Self.time(isOpen: false) }
                try await stage.push(["a/config.yaml": nil, ".awspub-bot.yaml": "\(Self.windows)prune: {mode: deregister}\n"])
                try await reconciler.look(full: false)
                try await log.wait("they are orphans") { _ in
                    let first = try await Self.status(stage, "a/config.yaml/beta.json")
                    return try await Self.status(stage, "a/config.yaml/stable.json") == "orphaned" && first == "orphaned"
                }
                try await reconciler.look(full: true)
                try await Task.sleep(for: .milliseconds(300))
                #expect(!stage.sandbox.calls().contains { $0.action == "DeregisterImage" })
                now.withLock { $0 = Self.time(isOpen: true) }
                try await reconciler.look(full: false)
                try await log.wait("they are gone") { _ in
                    // As the bot wakes itself after its commits.
                    try await reconciler.look(full: false)
                    return stage.sandbox.calls().count { $0.action == "DeregisterImage" } == 3
                }
            }
        }
    }

    @Test("sync leaves alone what has no window open, and a plan says when it has")
    func closedWindow() async throws {
        try await BotStage.with(.http) { stage in
            let day = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"][(Int(Date().timeIntervalSince1970) / 86400 + 4 + 3) % 7]
            try await stage.push([".awspub-bot.yaml": "windows: [{days: [\(day)], group: stable}]\n"])
            #expect(try await stage.sync().statuses.count == 2)
            #expect(await stage.events.held.count == 3)
            let base = try await stage.tip()
            let change = SyncTests.files["a/config.yaml"]??.replacing("uefi", with: "uefi-preferred")
            try await stage.push(["a/config.yaml": change])
            let plan = try await Planner.plan(stage.access, base: base, head: "main")
            #expect(plan.units.map(\.due.unit.group.name) == ["beta", "stable"])
            #expect(plan.units[0].held == nil)
            let held = try #require(plan.units[1].held)
            #expect(held.hasPrefix("it waits for its window, which opens \(day.capitalized) ") && held.hasSuffix(" 00:00 UTC"))
            #expect(plan.text.contains("then, since \(held), later") && plan.markdown.contains("Not at once: it waits"))
            #expect(plan.json["units"]?[1]?["held"] == .string(held) && plan.json["units"]?[0]?["held"] == .null)
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
