import AWSSandbox
import CanonicalJSON
import Foundation
import TestSupport
import Testing

/// The daemon killed in the middle of a whole publication, and started again.
struct DaemonCrashTests {
    private static let manifests = ["manifests/images/config.yaml/edge.json", "manifests/images/config.yaml/stable.json"]

    private static func start(on stage: PublicationStage, path: String? = nil) async throws -> ServingProgram {
        try await ServingProgram(
            in: stage.path("."), "repositories:\n  - {name: images, url: \(stage.remote), interval: 1h}\n",
            environment: stage.environment.merging(path.map { ["PATH": $0] } ?? [:]) { $1 })
    }

    /// Waits until all is in git, and ends the daemon.
    private static func finish(_ daemon: ServingProgram, on stage: PublicationStage) async throws {
        try await eventually("all is in git, and was looked at", within: .seconds(120)) {
            guard try await GitFixture.git(["ls-tree", "-r", "--name-only", "main", "manifests/.state.json"], in: stage.remote) != "" else {
                return false
            }
            let repository = try await daemon.api("/repositories")["repositories"]?[0]
            let (tip, status) = (try await stage.tip(), try await daemon.api("/status"))
            return repository?["last_look"] != .null && repository?["tip"]?.stringValue == tip && status["runs_active"]?.integerValue == 0
        }
        try await daemon.stop()
    }

    @Test("killed before or after any of its git processes, the next one comes to the same end, with every result in git once")
    func gitProcesses() async throws {
        let folder = try TemporaryFolder()
        let template = try await PublicationStage.makeTemplate(in: folder)
        let (calls, undisturbed) = try await PublicationStage.with(template) { stage in
            let git = try KillingGit(in: stage.path("bin"), nil)
            try await Self.finish(try await Self.start(on: stage, path: git.path), on: stage)
            try Self.checkRemains(on: stage, "undisturbed")
            return (git.count, stage.facts)
        }
        try #require(calls >= 4)
        _ = try await KillingGit.Moment.all(calls).concurrently(8) { moment in
            try await PublicationStage.with(template) { stage in
                let git = try KillingGit(in: stage.path("bin"), moment)
                let first = try RunningProgram(Self.arguments(on: stage), environment: stage.environment.merging(["PATH": git.path]) { $1 })
                _ = await withTaskGroup { group in
                    group.addTask { _ = try? await first.end() }
                    // Not every daemon comes to as many.
                    group.addTask { try? await Task.sleep(for: .seconds(20)) }
                    await group.next()
                    group.cancelAll()
                }
                first.signal(SIGKILL)
                _ = try await first.end()
                try await Self.finish(try await Self.start(on: stage), on: stage)
                // Groups run while git does, so it may be killed between the answer of SNS and the journal.
                try await Self.check(stage, undisturbed, "killed \(moment)", mayRepeatMessage: true)
            }
        }
    }

    /// Starts the daemon, and does not wait until it listens, which it may not come to.
    private static func arguments(on stage: PublicationStage) throws -> [String] {
        let settings =
            "state_dir: \(stage.path("state"))\nlisten: 127.0.0.1:0\nrepositories:\n  - {name: images, url: \(stage.remote), interval: 1h}\n"
        try Data(settings.utf8).write(to: URL(filePath: stage.path("settings.yaml")))
        return ["serve", "--settings", stage.path("settings.yaml")]
    }

    @Test("killed at a call to AWS, the next one comes to the same end, with nothing made or told twice")
    func awsCalls() async throws {
        let folder = try TemporaryFolder()
        let template = try await PublicationStage.makeTemplate(in: folder)
        let (undisturbed, calls) = try await PublicationStage.undisturbed(template)
        // `sync` is killed at each of them; here a few of each kind are enough.
        let points = KillPoint.all(calls)
        let chosen = points.enumerated().filter { $0.offset % max(1, points.count / 10) == 0 || $0.element.action == "Publish" }.map(\.element)
        let reached = try await chosen.concurrently(8) { point in
            try await PublicationStage.with(template, faults: [point.rule]) { stage in
                let held = stage.sandbox.heldCalls()
                let first = try RunningProgram(Self.arguments(on: stage), environment: stage.environment)
                let isReached = await withTaskGroup { group in
                    group.addTask { await first.reaches(held) }
                    group.addTask {
                        try? await Task.sleep(for: .seconds(30))
                        return false
                    }
                    defer { group.cancelAll() }
                    return await group.next() ?? false
                }
                first.signal(SIGKILL)
                _ = try await first.end()
                try await Self.finish(try await Self.start(on: stage), on: stage)
                let isTelling = point.action == "Publish" && point.isProcessed
                try await Self.check(stage, undisturbed, "killed \(point)", mayRepeatMessage: isTelling)
                return isReached
            }
        }
        #expect(reached.count(where: \.self) >= chosen.count * 3 / 4)
    }

    /// - Parameter mayRepeatMessage: between the answer of SNS and the journal nobody knows whether the message was taken.
    private static func check(
        _ stage: PublicationStage, _ undisturbed: PublicationFacts, _ what: String, mayRepeatMessage: Bool = false
    ) async throws {
        // Things carry the group that looked at them last, and the tip at which it did, which may be the bot's own first results.
        let same = { (lines: [String]) in lines.map { $0.replacing(/"awspub-bot:(group|commit)":"[a-z0-9]+",?/, with: "") }.sorted() }
        let missing = same(undisturbed.surplus(over: stage.facts))
        let surplus = same(stage.facts.surplus(over: undisturbed))
        let repeated = mayRepeatMessage ? surplus.filter { $0.hasPrefix("message") } : []
        #expect(
            missing == surplus.filter { !repeated.contains($0) } && repeated.count <= 1, "\(what): missing \(missing), surplus \(surplus)")
        let log = try await GitFixture.git(["log", "--format=%(trailers:key=Unit,valueonly)", "main"], in: stage.remote)
        let units = log.split(separator: "\n").map(String.init).filter { !$0.isEmpty }.sorted()
        #expect(units == Self.manifests.map { "published \($0)" }, "\(what): \(units)")
        #expect(try await GitFixture.git(["fsck", "--no-dangling"], in: stage.remote).isEmpty, "\(what)")
        try checkRemains(on: stage, what)
    }

    /// What is in the state directory is what belongs there, and nothing that a killed process left.
    private static func checkRemains(on stage: PublicationStage, _ what: String) throws {
        let files = FileManager.default.enumerator(atPath: stage.path("state"))?.compactMap { $0 as? String } ?? []
        let leftovers = files.filter { $0.hasSuffix(".lock") || $0.contains("/tmp_") || $0.contains("/runs/") || $0.contains("/corrupt-") }
        #expect(leftovers.isEmpty && !files.isEmpty, "\(what): \(leftovers)")
    }
}
