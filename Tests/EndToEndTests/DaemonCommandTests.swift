import CanonicalJSON
import Foundation
import TestSupport
import Testing

/// The commands that speak to a running daemon, and the daemon's end of it.
struct DaemonCommandTests {
    private let bot = BotProgram()

    /// A daemon with a token, and how it is asked.
    private struct Daemon {
        let place: ServeTests.Place
        let program: RunningProgram
        let port: Int
        var options: [String] { ["--daemon", "http://127.0.0.1:\(port)", "--token-file", place.folder.path + "/token"] }

        init(_ place: ServeTests.Place) async throws {
            self.place = place
            (program, port) = try await place.start()
        }

        func ask(_ arguments: String...) async throws -> BotProgram.Ending { try await BotProgram().run(arguments + options) }

        func stop() async throws {
            program.signal(SIGTERM)
            #expect(try await program.end() == 0)
            try FileManager.default.removeItem(atPath: place.portFile)
        }
    }

    private static func place(interval: String = "1h") async throws -> ServeTests.Place {
        let place = try await ServeTests.Place()
        try place.folder.write("planted-canary\n", to: "token")
        let settings = try String(contentsOfFile: place.settings, encoding: .utf8).replacing("interval: 1h", with: "interval: \(interval)")
        try place.folder.write("api_token_file: \(place.folder.path)/token\n" + settings, to: "settings.yaml")
        return place
    }

    /// Merges a change that makes a unit due.
    private static func merge(_ region: String, _ place: ServeTests.Place) async throws {
        try await place.git("pull", "--quiet", "--ff-only", place.remote, "main")
        let path = place.clone + "/images/minimal/config.yaml"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        try Data(text.replacing(/"(us|eu)-west-[0-9]"/, with: "\"\(region)\"").utf8).write(to: URL(filePath: path))
        try await place.git("commit", "--quiet", "--all", "--message", "move to \(region)")
        try await place.push()
    }

    @Test("status, runs and logs tell what the daemon did; sync, suspend and resume move it; a restart resumes nothing")
    func commands() async throws {
        let place = try await Self.place()
        let daemon = try await Daemon(place)
        try await place.everythingIsPublished()
        try await eventually("the look after it is over") { try await daemon.ask("status").output.contains("fine") }
        let status = try await daemon.ask("status")
        #expect(status.code == 0)
        #expect(status.output.contains("images") && status.output.contains(" published"), "\(status.output)")
        let runs = try JSON(parsing: try await daemon.ask("runs", "--json").output)
        let run = try #require(runs["runs"]?[0]?["id"]?.stringValue)
        let trailers = try await place.git("log", "--format=%(trailers:key=Run,valueonly)", "main", in: place.remote)
        #expect(trailers.split(separator: "\n").contains { $0 == run }, "\(trailers)")
        let listed = try await daemon.ask("runs", "--repository", "images", "--limit", "1").output
        #expect(listed.contains(run) && listed.split(separator: "\n").count == 2, "\(listed)")
        let log = try await daemon.ask("logs", run)
        #expect(log.code == 0 && log.output.contains("image ami-") && log.output.contains("published\n"), "\(log.output)")
        #expect(try await daemon.ask("logs", "gone/../..").code == 1)
        #expect(try await daemon.ask("sync", "gone").code == 1)

        #expect(try await daemon.ask("suspend", "images").code == 0)
        #expect(try await daemon.ask("sync", "images").code == 1)
        // A reader of events does not keep the daemon from ending.
        let reader = try RunningProgram.curl("http://127.0.0.1:\(daemon.port)/api/v1/events")
        try await eventually("the reader is connected") { reader.written.contains("retry:") }
        try await daemon.stop()
        try await Self.merge("eu-west-2", place)
        try await restart(place)
    }

    /// The daemon is started again with its repository suspended, and a change waiting.
    private func restart(_ place: ServeTests.Place) async throws {
        let merged = try await place.tip()
        let daemon = try await Daemon(place)
        #expect(try await place.deliver(#"{"n":1}"#, secret: "current", port: daemon.port) == "202")
        #expect(try await daemon.ask("status").output.contains("suspended"))
        try await Task.sleep(for: .seconds(1))
        #expect(try await place.tip() == merged)
        #expect(try await daemon.ask("resume", "images").code == 0)
        try await eventually("the change is published") { try await place.tip() != merged }
        try await Self.merge("us-west-1", place)
        let second = try await place.tip()
        #expect(try await daemon.ask("sync", "images").code == 0)
        try await eventually("the next change is published") { try await place.tip() != second }
        #expect(!daemon.program.written.contains("planted"))
        try await daemon.stop()
    }

    @Test("a unit that waits for a person is told, approved of and published; one that is suspended waits until it is resumed")
    func approval() async throws {
        let place = try await Self.place()
        let settings = place.clone + "/.awspub-bot.yaml"
        let text = try String(contentsOfFile: settings, encoding: .utf8).replacing("publish: auto", with: "publish: manual")
        try Data(text.utf8).write(to: URL(filePath: settings))
        try await place.git("commit", "--quiet", "--all", "--message", "publish by hand")
        try await place.push()
        let daemon = try await Daemon(place)
        let (config, path) = ("images/minimal/config.yaml", "manifests/images/minimal/config.yaml/web.json")
        try await place.everythingIsPublished()
        try await eventually("it is told what waits") {
            try await daemon.ask("status").output.contains(
                "images: \(config) group web: it is created, and publishing waits for approval of sha256:")
        }
        let manifest = try JSON(parsing: try await place.git("show", "main:\(path)", in: place.remote))
        let fingerprint = try #require(manifest["awspub-bot"]?["fingerprint"]?.stringValue)

        let other = "sha256:" + String(repeating: "0", count: 64)
        let wrong = try await daemon.ask("approve", "images", config, "web", "--fingerprint", other)
        #expect(wrong.code == 1 && wrong.errors.contains("what waits for approval is \(fingerprint)"), "\(wrong.errors)")
        #expect(try await daemon.ask("approve", "images", config, "gone").code == 1)
        let suspended = try await daemon.ask("suspend", "images", config, "web")
        #expect(suspended.code == 0 && suspended.errors.contains("\(config) group web of images is suspended"), "\(suspended.errors)")
        #expect(try await daemon.ask("suspend", "images", config, "--ungrouped").code == 1)
        #expect(try await daemon.ask("approve", "images", config, "web").errors.contains("it is suspended; resume it first"))
        #expect(try await daemon.ask("status").output.contains("group web: an operator has suspended it"))
        #expect(try await daemon.ask("resume", "images", config).code == 0)
        let right = try await daemon.ask("approve", "images", config, "web", "--fingerprint", fingerprint, "--by", "Ann")
        #expect(right.code == 0 && right.errors.contains("publishing \(fingerprint) is approved with commit"), "\(right.errors)")
        try await eventually("it is published") {
            try await place.git("show", "main:\(path)", in: place.remote).contains(#""status": "published""#)
        }
        #expect(try await place.git("log", "--format=%B", "main", in: place.remote).contains("Approved-By: API\nOn-Behalf-Of: Ann"))
        try await daemon.stop()
    }

    @Test("a change that no webhook announced is counted and told, once")
    func unannounced() async throws {
        let place = try await Self.place(interval: "1s")
        let daemon = try await Daemon(place)
        try await place.everythingIsPublished()
        try await Self.merge("eu-west-2", place)
        try await eventually("it is told") { daemon.program.written.contains("no webhook announced it") }
        #expect(try await daemon.ask("status").output.contains("changes that no webhook announced: 1"))
        let metrics = try await BotProgram.run("curl", ["--silent", "http://127.0.0.1:\(daemon.port)/metrics"], bot.variables).output
        #expect(metrics.contains(#"awspub_bot_unannounced_changes_total{repository="images"} 1"#))
        #expect(metrics.contains(#"awspub_bot_aws_calls_total{service="ec2",action="RegisterImage",outcome="succeeded"}"#), "\(metrics)")
        #expect(metrics.contains(#"awspub_bot_results_commits_total{repository="images"} "#))
        try await Task.sleep(for: .seconds(3))
        #expect(daemon.program.written.ranges(of: "no webhook announced it").count == 1)
        try await daemon.stop()
    }

    @Test(
        "where no daemon answers, or it refuses, the commands exit 4 and say so",
        arguments: [["status"], ["runs"], ["logs", "x"], ["sync", "images"]])
    func unreachable(arguments: [String]) async throws {
        let ending = try await bot.run(arguments + ["--daemon", "http://127.0.0.1:1"])
        #expect(ending.code == 4)
        #expect(ending.errors.contains("no daemon answers at http://127.0.0.1:1") && ending.output.isEmpty, "\(ending.errors)")
        // A server that is no daemon.
        let sandbox = try await SandboxProgram()
        let other = try await bot.run(arguments + ["--daemon", sandbox.endpoint])
        #expect(other.code == 4, "\(other.errors)")
    }

    @Test("a wrong token exits 4, and never shows")
    func wrongToken() async throws {
        let place = try await Self.place()
        let daemon = try await Daemon(place)
        let wrong = BotProgram(environment: ["AWSPUB_BOT_API_TOKEN": "wrong-canary", "AWSPUB_BOT_DAEMON": "http://127.0.0.1:\(daemon.port)"])
        let ending = try await wrong.run("sync", "images")
        #expect(ending.code == 4)
        #expect(ending.errors.contains("token") && !ending.errors.contains("canary"), "\(ending.errors)")
        let right = BotProgram(environment: ["AWSPUB_BOT_API_TOKEN": "planted-canary", "AWSPUB_BOT_DAEMON": "http://127.0.0.1:\(daemon.port)/"])
        #expect(try await right.run("sync", "images").code == 0)
        try await daemon.stop()
    }

    @Test("the credentials of a repository are in nothing that the daemon tells")
    func secrets() async throws {
        let place = try await Self.place()
        let settings = try String(contentsOfFile: place.settings, encoding: .utf8)
        try place.folder.write(
            settings + "\n  - {name: far, url: 'http://robot:planted-canary@127.0.0.1:1/far.git', interval: 1h}\n", to: "settings.yaml")
        let daemon = try await Daemon(place)
        try await eventually("the look has failed") { try await daemon.ask("status").output.contains("failed: ") }
        var told = daemon.program.written
        for path in ["metrics", "api/v1/status", "api/v1/repositories", "api/v1/units", "api/v1/runs", "api/v1/openapi.json"] {
            told += try await BotProgram.run("curl", ["--silent", "http://127.0.0.1:\(daemon.port)/\(path)"], bot.variables).output
        }
        let events = try RunningProgram.curl("http://127.0.0.1:\(daemon.port)/api/v1/events", headers: ["Last-Event-ID: 1"])
        try await eventually("the failed look is among the events") { events.written.contains(#""name":"far""#) }
        told += events.written
        #expect(told.contains("127.0.0.1:1/far.git") && !told.contains("canary") && !told.contains("robot"))
        try await daemon.stop()
    }

    @Test(
        "what is wrong with the options exits 2",
        arguments: [
            ["status", "--daemon", "ftp://x"], ["status", "--daemon", "nowhere"], ["status", "--daemon", "http://u:p@x"],
            ["status", "--token-file", "/nonexistent"], ["status", "--token-file", "/dev/null"], ["runs", "--limit", "0"], ["logs"],
            ["sync", "images", "--repo", "/x"], ["sync", "--repo", "/x", "--daemon", "http://127.0.0.1:1"], ["suspend"], ["resume"],
        ])
    func usage(arguments: [String]) async throws {
        let ending = try await bot.run(arguments)
        #expect(ending.code == 2, "\(ending.errors)")
        #expect(ending.output.isEmpty)
    }
}
