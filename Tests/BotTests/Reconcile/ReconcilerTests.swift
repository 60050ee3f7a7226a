import AWSSandbox
import Bot
import CanonicalJSON
import ConfigDiff
import Forge
import Foundation
import Git
import RepoWatcher
import Synchronization
import TestSupport
import Testing

/// Looks and runs beside each other, with a real remote and the sandbox.
struct ReconcilerTests {
    /// What a reconciler did, to be waited for.
    final class Log: Sendable {
        private let lines = Mutex<[String]>([])

        func take(_ event: BotEvent) {
            let line: String? =
                switch event {
                case .started(let due, _): "started \(due.unit)"
                case .finished(let unit, let status, _): "\(status.rawValue) \(unit)"
                case .interrupted(let unit): "interrupted \(unit)"
                case .notDelivered: "not delivered"
                case .committed: "committed"
                case .planned(let request, _): "planned \(request.number)"
                case .notReported(let reason): "not reported: \(reason)"
                case .held(let unit, let reason): "held \(unit): \(reason)"
                case .compared(let unit, let finding): "compared \(unit): \(finding.outcome)"
                case .released(let unit): "released \(unit)"
                default: nil
                }
            if let line { lines.withLock { $0.append(line) } }
        }

        var all: [String] { lines.withLock { $0 } }
        func clear() { lines.withLock { $0 = [] } }
        func count(_ prefix: String) -> Int { all.count { $0.hasPrefix(prefix) } }

        func wait(_ what: String, _ isSo: ([String]) async throws -> Bool) async throws {
            for _ in 0..<7200 {
                if try await isSo(all) { return }
                try await Task.sleep(for: .milliseconds(25))
            }
            Issue.record("\(what) did not happen: \(all)")
            throw CancellationError()
        }
    }

    static let timing = ReconcilerTiming(
        coalescing: .milliseconds(100), firstDelivery: .milliseconds(100), longestDelivery: .milliseconds(400),
        retries: Retries(first: .milliseconds(400)))

    static func with(
        _ stage: BotStage, timing: ReconcilerTiming = timing, requests: OperatorRequests? = nil, record: BotRecord? = nil,
        _ body: @Sendable @escaping (Reconciler, Log) async throws -> Void
    ) async throws {
        let log = Log()
        let directory = try StateDirectory(at: stage.configuration.stateDirectory)
        let follower = try await BranchFollower(remote: Remote(stage.configuration.remote), branch: "main", directory: directory)
        let reconciler = Reconciler(
            configuration: stage.configuration, follower: follower, pool: WorkerPool(places: 4), timing: timing,
            suspensions: requests?.suspensions, wake: {},
            events: { event in
                log.take(event)
                record?.take(event, of: stage.configuration.name)
            })
        requests?.connect(reconciler, to: stage.configuration.name)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                do { try await reconciler.run() } catch is CancellationError {}
            }
            group.addTask { try await body(reconciler, log) }
            try await group.next()
            group.cancelAll()
        }
        withExtendedLifetime(directory) {}
    }

    private static let beta = SyncTests.files["a/config.yaml"]??.replacing(
        "[us-east-1], groups: [beta]", with: "[us-east-1, us-west-2], groups: [beta]")

    private func subjects(_ stage: BotStage) async throws -> [String] {
        try await GitFixture.git(["log", "--format=%s", "main"], in: stage.remote).split(separator: "\n").map(String.init)
    }

    @Test("everything is published in few commits; then a look runs what changed, and nothing else")
    func mainJob() async throws {
        try await BotStage.with(.http) { stage in
            // On a slow machine, too, results wait long enough for others.
            try await Self.with(stage, timing: ReconcilerTiming(coalescing: .seconds(1))) { reconciler, log in
                try await reconciler.look(full: true)
                try await log.wait("all are published") { _ in
                    let files = try await GitFixture.git(["ls-tree", "-r", "--name-only", "main", "manifests"], in: stage.remote)
                    return files.split(separator: "\n").count { $0.hasSuffix(".json") } == 6
                }
                #expect(log.count("started") == 5 && log.count("published") == 5)
                #expect(try await subjects(stage).count <= 4)
                try await reconciler.look(full: false)
                stage.sandbox.clearCalls()
                log.clear()
                try await stage.push(["a/config.yaml": Self.beta])
                try await reconciler.look(full: false)
                try await log.wait("the change is committed") { $0.contains("committed") }
                #expect(log.all == ["started a/config.yaml group beta", "published a/config.yaml group beta", "committed"])
                stage.sandbox.clearCalls()
                log.clear()
                try await reconciler.look(full: false)
                try await reconciler.look(full: true)
                try await Task.sleep(for: .milliseconds(500))
                #expect(log.all == [] && stage.sandbox.calls().isEmpty)
                let state = try await stage.manifest(".state.json")
                #expect(state["processed"]?.stringValue == (try await GitFixture.git(["rev-parse", "main~1"], in: stage.remote)))
            }
        }
    }

    @Test("a unit that is defined anew while it runs stops, and goes on with the new definition")
    func superseded() async throws {
        try await BotStage.with(.http, timeScale: 1) { stage in
            // On a slow machine, too, it goes on while the change is pushed and looked at.
            stage.sandbox.configure { $0.timing.importSnapshot = 30 }
            try await Self.with(stage) { reconciler, log in
                try await reconciler.look(full: true)
                try await log.wait("imports begin") { _ in stage.sandbox.calls().contains { $0.action == "ImportSnapshot" } }
                try await log.wait("the unit runs") {
                    $0.contains("started a/config.yaml group stable") || $0.contains("started a/config.yaml group beta")
                }
                let first = log.all.contains("started a/config.yaml group stable") ? "stable" : "beta"
                let text = SyncTests.files["a/config.yaml"]??.replacing("[\(first)]", with: "[\(first)], tags: {again: 'yes'}")
                try await stage.push(["a/config.yaml": text])
                try await reconciler.look(full: false)
                try await log.wait("the run is interrupted") { $0.contains("interrupted a/config.yaml group \(first)") }
                try await log.wait("all are published") { $0.count { $0.hasPrefix("published") } == 5 }
                #expect(log.all.count { $0 == "started a/config.yaml group \(first)" } == 2)
                #expect(log.count("interrupted") == 1)
            }
            // Nothing was made twice.
            let names = stage.sandbox.calls().filter { $0.action == "RegisterImage" && $0.errorCode == nil }
            #expect(names.count == 6)
        }
    }

    @Test("a unit that fails is tried again later and later, at once when it is defined anew, and told once")
    func retries() async throws {
        try await BotStage.with(.http) { stage in
            let rule = FaultRule(.error, action: "RegisterImage", region: "us-west-2", code: "InvalidParameterValue", message: "no", status: 400)
            stage.sandbox.setFaults([rule])
            try await Self.with(stage) { reconciler, log in
                try await reconciler.look(full: true)
                let unit = "c/config.yaml group stable"
                try await log.wait("two tries") { lines in
                    try await reconciler.look(full: false)
                    return lines.count { $0 == "failed \(unit)" } >= 2
                }
                #expect(log.all.count { $0 == "started \(unit)" } <= 4)
                let text = SyncTests.files["c/config.yaml"]??.replacing("{boot_mode: uefi,", with: "{boot_mode: uefi, description: Again,")
                try await stage.push(["c/config.yaml": text])
                stage.sandbox.setFaults([])
                try await log.wait("it is published") { lines in
                    try await reconciler.look(full: false)
                    return lines.contains("published \(unit)")
                }
                try await log.wait("it is in git") { _ in
                    try await stage.manifest("c/config.yaml/stable.json")["awspub-bot"]?["status"] == "published"
                }
            }
            let failures = try await subjects(stage).count { $0.contains("not complete") }
            let history = try await GitFixture.git(["log", "-p", "main", "--", "manifests/c"], in: stage.remote)
            #expect(failures == 1, "\(history)")
        }
    }

    @Test("results that cannot be pushed are kept, nothing runs again, and they come when the server takes them")
    func refusedPushes() async throws {
        try await BotStage.with(.http) { stage in
            let hook = "\(stage.remote)/hooks/pre-receive"
            try Data("#!/bin/sh\necho closed >&2\nexit 1\n".utf8).write(to: URL(filePath: hook))
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: hook)
            try await Self.with(stage) { reconciler, log in
                try await reconciler.look(full: true)
                try await log.wait("pushes are refused") { $0.count { $0.hasPrefix("published") } == 5 && $0.count { $0 == "not delivered" } >= 3 }
                try await reconciler.look(full: true)
                try FileManager.default.removeItem(atPath: hook)
                try await log.wait("the results arrive") { $0.contains("committed") }
                #expect(log.count("started") == 5)
            }
        }
    }

    @Test("what is finished when the process ends is still delivered")
    func lastDelivery() async throws {
        try await BotStage.with(.http) { stage in
            let slow = ReconcilerTiming(coalescing: .seconds(3600))
            try await Self.with(stage, timing: slow) { reconciler, log in
                try await reconciler.look(full: true)
                try await log.wait("all are published") { $0.count { $0.hasPrefix("published") } == 5 }
            }
            #expect(try await stage.manifest("c/config.yaml/stable.json")["awspub-bot"]?["status"] == "published")
        }
    }
}
