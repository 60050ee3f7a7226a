import AWS
import AWSPubEngine
import AWSSandbox
import Bot
import CanonicalJSON
import ConfigDiff
import Foundation
import Git
import ImageConfig
import Synchronization
import TestSupport
import Testing

/// What was published is compared with AWS, with a real remote and the sandbox.
struct DriftTests {
    private final class Clock: Sendable {
        private let time = Mutex(Date(timeIntervalSince1970: 1_795_600_000))
        var now: Date { time.withLock(\.self) }
        func advance(hours: Double) { time.withLock { $0 += hours * 3600 } }
    }

    private struct Place: Sendable {
        let stage: BotStage
        let record: BotRecord
        let clock: Clock

        var checks: [String: Int] {
            Dictionary(record.metrics.values(of: .driftChecks).map { ($0.key[1], $0.value) }, uniquingKeysWith: +)
        }

        func bot(_ path: String) async throws -> JSON { try #require(try await stage.manifest(path)["awspub-bot"]) }

        func image(_ name: String, _ path: String, _ region: String = "us-east-1") async throws -> String {
            try #require(try await stage.manifest(path)["images"]?[name]?[region]?.stringValue)
        }

        /// The calls that change something in AWS.
        var writes: [String] {
            stage.sandbox.calls().map(\.action).filter { action in !["Describe", "Get", "Head", "List"].contains { action.hasPrefix($0) } }
        }

        /// Works on the repository for as long as a closure runs.
        func working(_ body: @Sendable @escaping (Reconciler, ReconcilerTests.Log) async throws -> Void) async throws {
            var timing = ReconcilerTests.timing
            timing.now = { clock.now }
            timing.driftPause = 0
            try await ReconcilerTests.with(stage, timing: timing, record: record, body)
        }

        /// Lets a day pass, and waits until everything was compared.
        func nextDay(_ reconciler: Reconciler, _ log: ReconcilerTests.Log, compared count: Int = 5) async throws {
            let before = log.count("compared")
            clock.advance(hours: 25)
            try await reconciler.look(full: false)
            try await log.wait("all are compared") { $0.count { $0.hasPrefix("compared") } == before + count }
        }
    }

    private static let twoImages = SyncTests.config(
        "images",
        "    c-one: {boot_mode: uefi, regions: [us-west-2], groups: [stable], ssm_parameter: [{name: /c/one, allow_overwrite: true}]}\n"
            + "    c-two: {boot_mode: uefi, regions: [us-west-2], groups: [stable]}\n")

    private static func with(_ settings: String, _ body: @Sendable @escaping (Place) async throws -> Void) async throws {
        try await BotStage.with(.http) { stage in
            var stage = stage
            stage.configuration.name = "images"
            try await stage.push([".awspub-bot.yaml": settings, "c/config.yaml": twoImages])
            let record = BotRecord([RecordedRepository(name: "images", branch: "main", hasWebhook: false)])
            let place = Place(stage: stage, record: record, clock: Clock())
            try await place.working { reconciler, log in
                try await reconciler.look(full: true)
                try await log.wait("all are in git") { _ in
                    let files = try await GitFixture.git(["ls-tree", "-r", "--name-only", "main", "manifests"], in: place.stage.remote)
                    return files.split(separator: "\n").count { $0.hasSuffix(".json") } == 6
                }
            }
            stage.sandbox.clearCalls()
            try await body(place)
        }
    }

    private static let tampered = ["a/config.yaml/beta.json", "a/config.yaml/stable.json", "c/config.yaml/stable.json"]

    /// Takes away an image, a right to launch one, and what a parameter says.
    private static func tamper(_ place: Place) async throws {
        let client = place.stage.configuration.account.client
        let gone = try await place.image("a-two", "a/config.yaml/beta.json")
        try await client.deregisterImage(gone, in: "us-east-1", deletingSnapshots: false)
        let shared = try await place.image("a-one", "a/config.yaml/stable.json", "eu-west-1")
        try await client.modifyLaunchPermissions(of: shared, in: "eu-west-1", removing: [.all])
        let other = try await place.image("c-two", "c/config.yaml/stable.json", "us-west-2")
        try await client.putImageParameter(name: "/c/one", imageID: other, description: nil, overwrite: true, in: "us-west-2")
        place.stage.sandbox.clearCalls()
    }

    @Test("what somebody changed in AWS is in the manifest once, with nothing written to AWS, and goes when it is well again")
    func reported() async throws {
        try await Self.with("drift: {every: 24h}\n") { place in
            try await place.working { reconciler, log in
                try await reconciler.look(full: true)
                try await place.nextDay(reconciler, log)
                #expect(place.checks == ["well": 5] && place.writes.isEmpty && place.stage.sandbox.calls().count > 5)
                let tip = try await place.stage.tip()
                try await Self.tamper(place)
                try await place.nextDay(reconciler, log)
                #expect(place.checks == ["well": 7, "drifted": 3] && place.writes.isEmpty)
                try await log.wait("it is in git") { _ in
                    for path in Self.tampered {
                        guard try await place.bot(path)["status"] == "drifted" else { return false }
                    }
                    return true
                }
                #expect(log.count("started") == 0)
                let stable = try await place.bot("a/config.yaml/stable.json")
                #expect(stable["status"] == "drifted" && stable["errors"] == [])
                #expect(stable["drift"] == ["was": "published", "problems": ["a-one": ["eu-west-1": ["public state mismatch"]]]])
                let beta = try await place.bot("a/config.yaml/beta.json")
                #expect(beta["drift"]?["problems"] == ["a-two": ["us-east-1": ["image does not exist"]]])
                let parameter = try await place.bot("c/config.yaml/stable.json")
                #expect(parameter["drift"]?["problems"] == ["c-one": ["us-west-2": ["ssm parameter mismatch"]]])
                #expect(try await place.bot("b/config.yaml/stable.json")["status"] == "published")
                let page = try await GitFixture.git(["show", "main:manifests/a/config.yaml/README.md"], in: place.stage.remote)
                #expect(page.contains("Differs in AWS") && page.contains("`a-one in eu-west-1: public state mismatch`"))
                let messages = try await GitFixture.git(["log", "--format=%B", "\(tip)..main"], in: place.stage.remote)
                #expect(messages.contains("drifted\n") && messages.contains("\n  - a-one in eu-west-1: public state mismatch\n"))
                #expect(place.record.units.filter { $0.status == .drifted }.count == 3)
                #expect(place.record.units.first { $0.unit.group.name == "beta" }?.drift.keys.sorted() == ["a-two"])

                // The same again is no news.
                try await reconciler.look(full: false)
                let drifted = try await place.stage.tip()
                #expect(drifted != tip)
                try await place.nextDay(reconciler, log)
                try await reconciler.look(full: true)
                try await Task.sleep(for: .milliseconds(500))
                #expect(try await place.stage.tip() == drifted)

                let client = place.stage.configuration.account.client
                let shared = try await place.image("a-one", "a/config.yaml/stable.json", "eu-west-1")
                try await client.modifyLaunchPermissions(of: shared, in: "eu-west-1", adding: [.all])
                try await place.nextDay(reconciler, log)
                try await log.wait("it is well again") { _ in try await place.bot("a/config.yaml/stable.json")["status"] == "published" }
                #expect(try await place.bot("a/config.yaml/stable.json")["drift"] == nil)
                #expect(try await place.bot("a/config.yaml/beta.json")["status"] == "drifted")
            }
        }
    }

    @Test("with repair the unit is run again, and nothing is left to say")
    func repaired() async throws {
        try await Self.with("drift: {every: 24h, repair: true}\n") { place in
            try await place.working { reconciler, log in
                try await reconciler.look(full: true)
                try await place.nextDay(reconciler, log)
                let old = try await place.image("a-two", "a/config.yaml/beta.json")
                try await Self.tamper(place)
                try await place.nextDay(reconciler, log)
                try await log.wait("all are repaired") { lines in
                    try await reconciler.look(full: false)
                    return lines.count { $0.hasPrefix("published") } == 3
                }
                #expect(
                    log.all.filter { $0.hasPrefix("started") }.sorted() == [
                        "started a/config.yaml group beta", "started a/config.yaml group stable", "started c/config.yaml group stable",
                    ])
                let reasons = place.record.runs(limit: 10)?.runs.first?.reasons.map { "\($0.field) \($0.change)" }
                #expect(reasons == ["AWS differs from what was published"])
                try await log.wait("it is in git") { _ in
                    for path in Self.tampered {
                        let bot = try await place.bot(path)
                        guard bot["status"] == "published", bot["drift"] == nil else { return false }
                    }
                    return true
                }
                #expect(try await place.image("a-two", "a/config.yaml/beta.json") != old)
                try await reconciler.look(full: false)
                let before = place.checks["drifted"]
                try await place.nextDay(reconciler, log)
                #expect(place.checks["drifted"] == before)
            }
        }
    }

    @Test("a restart compares nothing that was compared, and an AWS that refuses is no finding")
    func schedule() async throws {
        try await Self.with("drift: {every: 24h}\n") { place in
            try await place.working { reconciler, log in
                try await reconciler.look(full: true)
                try await place.nextDay(reconciler, log)
            }
            let seen = place.stage.sandbox.calls().count
            try await place.working { reconciler, log in
                place.clock.advance(hours: 1)
                try await reconciler.look(full: true)
                try await Task.sleep(for: .milliseconds(500))
                #expect(place.stage.sandbox.calls().count == seen && log.count("compared") == 0)

                place.stage.sandbox.setFaults([
                    FaultRule(.error, action: "DescribeImages", region: "us-west-2", code: "UnauthorizedOperation", message: "no", status: 403)
                ])
                try await place.nextDay(reconciler, log)
                #expect(place.checks == ["well": 9, "failed": 1])
                place.stage.sandbox.setFaults([])
                let tip = try await place.stage.tip()
                // It is tried again within the hour, and the others are not.
                place.clock.advance(hours: 1)
                try await reconciler.look(full: false)
                try await log.wait("it is compared") { $0.last == "compared c/config.yaml group stable: well" }
                #expect(place.checks == ["well": 10, "failed": 1])
                #expect(try await place.stage.tip() == tip)
            }
        }
    }
}
