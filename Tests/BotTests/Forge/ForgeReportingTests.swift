import AWSSandbox
import Bot
import ConfigDiff
import Forge
import Foundation
import Git
import HTTP
import RepoWatcher
import TestSupport
import Testing

/// What a forge is told, with a real remote, the sandbox, and a server that holds every request against the forge's published description.
struct ForgeReportingTests {
    /// A followed repository at a forge.
    struct Scene: Sendable {
        let stage: BotStage
        let server: ForgeServer
        let kind: ForgeKind
        let reconciler: Reconciler
        let log: ReconcilerTests.Log

        var violations: [String] { get async throws { try await server.seen().violations } }

        /// Pushes a new head of a request, made of the branch as it is and some files.
        /// - Returns: its commit.
        @discardableResult
        func open(_ number: Int, _ files: [String: String?], isFork: Bool = false) async throws -> String {
            let person = stage.person
            try await person.git("fetch", "--quiet", "origin", "main")
            try await person.git("switch", "--quiet", "--detach", "origin/main")
            let head = try await person.commit(files, "request")
            let reference = kind == .gitlab ? "refs/merge-requests/\(number)/head" : "refs/pull/\(number)/head"
            try await person.git("push", "--quiet", "--force", "origin", "HEAD:\(reference)")
            try await person.git("switch", "--quiet", "main")
            try await server.put(ForgeRequest(number: number, head: head).with { $0.isFork = isFork })
            return head
        }

        func statuses(of commit: String) async throws -> [String: String] {
            Dictionary(
                try await server.seen().statuses(of: commit).map { ($0.context, "\($0.state): \($0.summary)") }, uniquingKeysWith: { $1 })
        }

        /// Waits for what is said last of a commit.
        func wait(_ commit: String, _ context: String, _ words: String) async throws {
            try await log.wait("\(context): \(words)") { _ in try await statuses(of: commit)[context]?.contains(words) == true }
        }
    }

    private static func with(
        _ kind: ForgeKind, results: ResultsPlace = .followedBranch, isRunning: Bool = true,
        observing: RequestScope = .none, _ body: @Sendable @escaping (Scene) async throws -> Void
    ) async throws {
        try await BotStage.with(.http) { plain in
            var stage = plain
            stage.configuration.results = results
            stage.configuration.name = "images"
            let server = try await ForgeServer(kind.rawValue, repository: stage.remote)
            var access = try ForgeAccess(kind: kind, api: server.api, project: server.project, token: ForgeToken(server.token))
            access.pace.pause = .milliseconds(1)
            var reporting = ForgeReporting(forge: access.makeForge(client: HTTPClient()), requestReferences: kind.requestReferences)
            reporting.link = { "https://bot.example.com/runs/\($0.config)" }
            reporting.observations = observing
            let directory = try StateDirectory(at: stage.configuration.stateDirectory)
            let follower = try await BranchFollower(
                remote: Remote(stage.configuration.remote), branch: "main", results: results, directory: directory)
            let log = ReconcilerTests.Log()
            let tell: BotEventHandler = { log.take($0) }
            let runs = RunReports(reporting, coalescing: .milliseconds(20), longestPause: .milliseconds(200), events: tell)
            let plans = RequestPlans(configuration: stage.configuration, reporting: reporting, follower: follower, events: tell)
            let reconciler = Reconciler(
                configuration: stage.configuration, follower: follower, pool: WorkerPool(places: 4), timing: ReconcilerTests.timing, tellsLooks: true,
                wake: {},
                events: { event in
                    tell(event)
                    runs.take(event)
                    plans.take(event)
                })
            let scene = Scene(stage: stage, server: server, kind: kind, reconciler: reconciler, log: log)
            try await withThrowingTaskGroup(of: Void.self) { group in
                if isRunning { group.addTask { try await quietly { try await reconciler.run() } } }
                group.addTask { try await quietly { try await runs.run() } }
                group.addTask { try await quietly { try await plans.run(onto: { await reconciler.snapshot }) } }
                group.addTask { try await body(scene) }
                // Those that work on do so until they are cancelled.
                defer { group.cancelAll() }
                try await group.next()
            }
            #expect(try await scene.violations == [])
            withExtendedLifetime(directory) {}
        }
    }

    private static func quietly(_ work: () async throws -> Void) async throws {
        do { try await work() } catch is CancellationError {}
    }

    private static let moved = SyncTests.files["a/config.yaml"]??.replacing(
        "[us-east-1], groups: [beta]", with: "[us-east-1, us-west-2], groups: [beta]")

    @Test("each new head of an open request gets statuses, and one comment is kept up to date", arguments: ForgeKind.allCases)
    func plans(kind: ForgeKind) async throws {
        try await Self.with(kind, isRunning: false) { scene in
            let head = try await scene.open(7, ["a/config.yaml": Self.moved])
            try await scene.reconciler.look(full: true)
            try await scene.wait(head, "awspub-bot/plan", "1 unit to run")
            try await scene.log.wait("the comment") { _ in try await scene.server.seen().comments(on: 7).count == 1 }
            let statuses = try await scene.statuses(of: head)
            #expect(statuses["awspub-bot/plan/a/config.yaml/beta"]?.hasPrefix("success: ") == true)
            #expect(statuses["awspub-bot/plan/a/config.yaml/beta"]?.contains("us-west-2") == true)
            let comment = try #require(try await scene.server.seen().comments(on: 7).first)
            #expect(
                comment.author == ForgeServer.user && comment.body.contains("1 unit to run") && comment.body.contains("us\\-west\\-2")
                    || comment.body.contains("us-west-2"))

            // Nothing moved, so nothing is asked and said.
            let calls = try await scene.server.seen().calls.count
            try await scene.reconciler.look(full: false)
            try await Task.sleep(for: .milliseconds(500))
            #expect(try await scene.server.seen().calls.count == calls)

            // A new head, with a config that is wrong.
            let wrong = Self.moved?.replacing("boot_mode: uefi, regions: [us-east-1, us-west-2]", with: "boot_mode: bios, regions: [us-east-1]")
            let second = try await scene.open(7, ["a/config.yaml": wrong])
            try await scene.reconciler.look(full: false)
            try await scene.wait(second, "awspub-bot/plan", "a/config.yaml:6:")
            try await scene.log.wait("the edit") { _ in try await scene.server.seen().comments(on: 7).first?.edits == 1 }
            let edited = try #require(try await scene.server.seen().comments(on: 7).first?.body)
            #expect(edited.contains("1 problem") && edited.contains("/a/config.yaml#L6") && edited.contains(second))
            #expect(try await scene.server.seen().comments(on: 7).count == 1)
        }
    }

    @Test("a request without images has a status and no comment; one of a fork and one that conflicts are told as well, as the branch's settings say")
    func others() async throws {
        try await Self.with(.github, isRunning: false) { scene in
            let readme = try await scene.open(1, ["README": "x"])
            let fork = try await scene.open(2, ["a/config.yaml": Self.moved, ".awspub-bot.yaml": "configs: [none.yaml]\n"], isFork: true)
            let conflict = try await scene.open(3, ["a/config.yaml": Self.moved])
            let settings = try await scene.open(4, [".awspub-bot.yaml": "config: []\n"])
            try await scene.stage.push(["a/config.yaml": SyncTests.files["a/config.yaml"]??.replacing("groups: [beta]", with: "groups: [gamma]")])
            try await scene.reconciler.look(full: true)
            try await scene.wait(readme, "awspub-bot/plan", "no image changes")
            try await scene.wait(fork, "awspub-bot/plan", "conflicts with main: a/config.yaml")
            try await scene.wait(conflict, "awspub-bot/plan", "conflicts with main: a/config.yaml")
            try await scene.wait(settings, "awspub-bot/plan", ".awspub-bot.yaml:1:1: ")
            try await scene.log.wait("the comment") { _ in try await !scene.server.seen().comments(on: 4).isEmpty }
            let seen = try await scene.server.seen()
            #expect(seen.comments(on: 1).isEmpty && seen.comments(on: 3).isEmpty)
            let again = try await scene.open(2, ["b/image.vmdk": "new", ".awspub-bot.yaml": "configs: [none.yaml]\n"], isFork: true)
            try await scene.reconciler.look(full: false)
            try await scene.wait(again, "awspub-bot/plan", "2 units to run")
            try await scene.log.wait("the note") { _ in
                try await scene.server.seen().comments(on: 2).first?.body.contains("changes `.awspub-bot.yaml`") == true
            }
        }
    }

    @Test("AWS is looked at for requests of the repository itself only, where the operator allows it, and changes nothing")
    func observed() async throws {
        try await Self.with(.gitea, isRunning: false, observing: .own) { scene in
            let head = try await scene.open(1, ["a/config.yaml": Self.moved])
            try await scene.reconciler.look(full: true)
            try await scene.wait(head, "awspub-bot/plan", "1 unit to run")
            try await scene.log.wait("the comment") { _ in
                try await scene.server.seen().comments(on: 1).first?.body.contains("in AWS") == true
            }
            let making = ["Register", "Put", "Copy", "Import", "Create", "Modify"]
            let calls = scene.stage.sandbox.calls().filter { $0.parameters["DryRun"] == nil }
            #expect(!calls.isEmpty && !calls.contains { call in making.contains { call.action.hasPrefix($0) } })
            scene.stage.sandbox.clearCalls()
            let fork = try await scene.open(2, ["b/image.vmdk": "x"], isFork: true)
            try await scene.reconciler.look(full: false)
            try await scene.wait(fork, "awspub-bot/plan", "2 units to run")
            #expect(scene.stage.sandbox.calls().isEmpty)
        }
    }

    @Test(
        "a merged commit gets a status for each unit as its run goes, with a link, whatever the forge does meanwhile", arguments: ForgeKind.allCases)
    func runs(kind: ForgeKind) async throws {
        try await Self.with(kind) { scene in
            try await scene.server.misbehave(.status(500, method: "POST", times: 12))
            let merged = try await scene.stage.tip()
            try await scene.reconciler.look(full: true)
            try await scene.wait(merged, "awspub-bot", "success: 5 of 5 units done")
            let statuses = try await scene.statuses(of: merged)
            #expect(statuses["awspub-bot/a/config.yaml/stable"] == "success: published")
            #expect(statuses.count == 6)
            let all = try await scene.server.seen().statuses(of: merged).filter { $0.context == "awspub-bot/c/config.yaml/stable" }
            #expect(all.last?.link == "https://bot.example.com/runs/c/config.yaml")

            // The bot's own commits are none that people merged.
            try await scene.reconciler.look(full: false)
            let failing = try await {
                try await scene.stage.push([
                    "c/config.yaml": SyncTests.files["c/config.yaml"]??.replacing("bucket_name: images", with: "bucket_name: none")
                ])
                return try await scene.stage.tip()
            }()
            try await scene.reconciler.look(full: false)
            try await scene.wait(
                failing, "awspub-bot", kind == .gitlab ? "failed: 0 of 1 unit done, 1 not complete" : "failure: 0 of 1 unit done, 1 not complete")
            #expect(try await scene.statuses(of: failing).count == 2)
        }
    }

    @Test(
        "results wait in a request that people merge: it is opened once, kept up to date, and merging it runs nothing", arguments: ForgeKind.allCases)
    func proposal(kind: ForgeKind) async throws {
        try await Self.with(kind, results: .proposal(branch: "awspub-bot/results/main")) { scene in
            let merged = try await scene.stage.tip()
            try await scene.reconciler.look(full: true)
            try await scene.log.wait("all are published") { _ in
                let files = try? await GitFixture.git(
                    ["ls-tree", "-r", "--name-only", "awspub-bot/results/main", "manifests"], in: scene.stage.remote)
                return files?.split(separator: "\n").count { $0.hasSuffix(".json") } == 6
            }
            try await scene.reconciler.look(full: false)
            let request = { try await scene.server.seen().request(1) }
            try await scene.log.wait("the request") { _ in try await request()?.body.contains("c/config.yaml") == true }
            let opened = try #require(try await request())
            #expect(opened.branch == "awspub-bot/results/main" && opened.base == "main" && opened.title.contains("Results"))
            #expect(try await scene.stage.tip() == merged)
            #expect(try await scene.server.seen().request(2) == nil)

            try await scene.stage.person.git("fetch", "--quiet", "origin")
            try await scene.stage.person.git("merge", "--quiet", "--no-ff", "-m", "results", "origin/awspub-bot/results/main")
            try await scene.stage.person.git("push", "--quiet", "origin", "main")
            scene.log.clear()
            scene.stage.sandbox.clearCalls()
            try await scene.reconciler.look(full: false)
            try await scene.reconciler.look(full: true)
            try await Task.sleep(for: .milliseconds(300))
            #expect(scene.log.count("started") == 0 && scene.stage.sandbox.calls().isEmpty)
        }
    }
}
