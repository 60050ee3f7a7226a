import CanonicalJSON
import Foundation
import TestSupport
import Testing

/// `--report` on the built program.
struct ReportCommandTests {
    private let config = CommandLineTests.sample + "/minimal/config.yaml"
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func report(_ name: String = "run.json") throws -> JSON { try JSON(parsing: String(contentsOfFile: folder.path(name), encoding: .utf8)) }

    private func fast(_ sandbox: SandboxProgram) -> BotProgram {
        BotProgram(environment: sandbox.environment.merging(["AWSPUB_BOT_POLL_INTERVAL": "0.05"]) { $1 })
    }

    @Test func aRunIsReportedAsDataAndAsAPicture() async throws {
        let faults = try folder.write(
            #"[{"effect": "error", "action": "CopySnapshot", "times": 2, "code": "RequestLimitExceeded", "status": 503}]"#, to: "faults.json")
        let sandbox = try await SandboxProgram(["--faults", faults])
        let ending = try await fast(sandbox).run("create", config, "--report", folder.path("run.json"), "--report", folder.path("run.SVG"))
        #expect(ending.code == 0, "\(ending.errors)")
        let report = try report()
        #expect(report["format"] == 1)
        #expect(report["command"] == "create")
        #expect(report["outcome"] == "done")
        #expect((report["lanes"]?.arrayValue ?? []).map { $0["region"] } == [.null, "eu-west-1", "us-east-1", "us-west-2"])
        #expect((report["retries"]?.arrayValue ?? []).map { $0["action"] } == ["CopySnapshot", "CopySnapshot"])
        #expect((report["calls"]?.arrayValue ?? []).first { $0["action"] == "CopySnapshot" }?["throttles"] == 2)
        let picture = try String(contentsOfFile: folder.path("run.SVG"), encoding: .utf8)
        #expect(picture.contains("<title>us-west-2: copying"))
        #expect(picture.contains("CopySnapshot throttled (RequestLimitExceeded)"))
    }

    @Test(arguments: ["publish", "verify", "cleanup"])
    func otherCommandsReportToo(command: String) async throws {
        let sandbox = try await SandboxProgram()
        let bot = fast(sandbox)
        #expect(try await bot.run("create", config).code == 0)
        let ending = try await bot.run(command, config, "--report", folder.path("run.json"))
        #expect(ending.code == 0, "\(ending.errors)")
        #expect(try report()["command"]?.stringValue == command)
        // There is nothing temporary to look for.
        #expect(try report()["calls"]?.arrayValue?.isEmpty == (command == "cleanup"))
    }

    @Test func whatAVerificationFoundIsReported() async throws {
        let sandbox = try await SandboxProgram()
        let ending = try await fast(sandbox).run("verify", config, "--report", folder.path("run.json"))
        #expect(ending.code == 1)
        #expect(try report()["outcome"] == "failed")
        #expect(try report()["errors"]?.arrayValue?.contains { $0["region"] == "us-west-2" && $0["message"] == "image does not exist" } == true)
    }

    @Test func aFailedRunIsReported() async throws {
        let faults = try folder.write(
            #"[{"effect": "error", "action": "RegisterImage", "region": "us-west-2", "code": "AuthFailure", "status": 403}]"#, to: "f.json")
        let sandbox = try await SandboxProgram(["--faults", faults])
        let ending = try await fast(sandbox).run("create", config, "--report", folder.path("run.json"))
        #expect(ending.code == 1)
        #expect(try report()["outcome"] == "failed")
        #expect(try report()["errors"]?.arrayValue?.contains { $0["region"] == "us-west-2" } == true)
    }

    @Test func anInterruptedRunIsReported() async throws {
        let sandbox = try await SandboxProgram("--import-seconds", "600")
        let program = try RunningProgram(["create", config, "--report", folder.path("run.json")], environment: sandbox.environment)
        try await eventually("the source is uploaded") { program.written.contains("source uploaded") }
        program.signal(SIGINT)
        #expect(try await program.end() == 130)
        #expect(try report()["outcome"] == "interrupted")
    }

    @Test func aWrongEndingIsRefusedBeforeAnythingRuns() async throws {
        let ending = try await BotProgram(environment: ["AWS_ENDPOINT_URL": "http://127.0.0.1:1"]).run("create", config, "--report", "run.txt")
        #expect(ending.code == 2)
        #expect(ending.errors.contains("--report takes a name that ends in .json or .svg, not “run.txt”"))
    }

    @Test func aReportThatCannotBeWrittenIsAFailure() async throws {
        let sandbox = try await SandboxProgram()
        let ending = try await fast(sandbox).run("create", config, "--report", "/nonexistent/run.json")
        #expect(ending.code == 1)
        #expect(ending.errors.contains("the report cannot be written to /nonexistent/run.json"))
    }

    @Test func aSyncIsReportedByUnits() async throws {
        let sandbox = try await SandboxProgram()
        let person = try await GitFixture(at: folder.path("work"))
        let text = try String(contentsOfFile: config, encoding: .utf8)
        try await person.commit(["images/config.yaml": text, "images/image.vmdk": sampleDisk()])
        try await person.makeRemote(at: folder.path("remote.git"))
        let ending = try await fast(sandbox).run(
            "sync", "--repo", folder.path("remote.git"), "--state-dir", folder.path("state"), "--report", folder.path("run.json"))
        #expect([0, 1].contains(ending.code), "\(ending.errors)")
        let report = try report()
        #expect(report["command"] == "sync")
        #expect(report["subject"]?.stringValue == folder.path("remote.git"))
        let units = Set((report["lanes"]?.arrayValue ?? []).compactMap { $0["unit"]?.stringValue })
        #expect(!units.isEmpty && units.allSatisfy { $0.hasPrefix("images/config.yaml") }, "\(units)")
    }

    private func sampleDisk() -> String { String(repeating: "disk", count: 400) }
}
