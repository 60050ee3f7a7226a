import CanonicalJSON
import Foundation
import TestSupport
import Testing

/// `--quiet` and `--log-format json`, also when something is wrong.
struct QuietTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// A config that is warned about.
    private func warned() throws -> String {
        try folder.write(Data(String(repeating: "disk", count: 400).utf8), to: "disk.raw")
        return try folder.write(
            """
            awspub:
              s3: {bucket_name: sample-images}
              source: {path: disk.raw, architecture: x86_64}
              images:
                one: {boot_mode: uefi, regions: [us-east-1, nowhere-1], groups: [stable]}

            """, to: "config.yaml")
    }

    @Test(arguments: ["validate", "create", "list", "verify", "publish", "cleanup"])
    func quietTellsNoWarningsAndNoProgress(command: String) async throws {
        let sandbox = try await SandboxProgram()
        let bot = BotProgram(environment: sandbox.environment.merging(["AWSPUB_BOT_POLL_INTERVAL": "0.05"]) { $1 })
        let config = try warned()
        if command != "validate" { #expect(try await bot.run("create", config, "-q").code == 0) }
        let ending = try await bot.run(command, config, "--quiet")
        #expect(ending.errors == "", "\(command)")
    }

    @Test func quietTellsErrors() async throws {
        let config = try warned()
        let refused = try await BotProgram(environment: ["AWS_ENDPOINT_URL": "http://127.0.0.1:1", "AWS_ACCESS_KEY_ID": "a"]).run(
            "list", config, "-q")
        #expect(refused.code == 4)
        #expect(refused.errors.hasPrefix("error: "))
        let text = try String(contentsOfFile: config, encoding: .utf8).replacing("uefi", with: "floppy")
        let invalid = try await BotProgram().run("create", folder.write(text, to: "invalid.yaml"), "-q")
        #expect(invalid.code == 3)
        #expect(invalid.errors.contains("one of legacy-bios"))
        #expect(!invalid.errors.contains("nowhere-1"))
    }

    @Test func everyLineIsAnObjectWhateverHappens() async throws {
        let faults = try folder.write(#"[{"effect": "error", "action": "RegisterImage", "code": "AuthFailure", "status": 403}]"#, to: "faults.json")
        let sandbox = try await SandboxProgram(["--faults", faults])
        let bot = BotProgram(environment: sandbox.environment.merging(["AWSPUB_BOT_POLL_INTERVAL": "0.05"]) { $1 })
        let config = try warned()
        let invalid = try folder.write("awspub: {}\n", to: "invalid.yaml")
        let runs = [
            (["create", config, "--log-level", "debug"], 4), (["create", invalid], 3), (["create", "/nonexistent.yaml"], 3),
            (["validate", invalid], 3),
            (["create", config, "--nonsense"], 2), (["create", config, "--report", "run.txt"], 2),
            (["sync", "--repo", "/nonexistent", "--state-dir", folder.path("state")], 4),
        ]
        for (arguments, code) in runs {
            let ending = try await bot.run(arguments + ["--log-format", "json"])
            #expect(ending.code == code || ending.code == 1, "\(arguments): \(ending.errors)")
            let lines = ending.errors.split(separator: "\n")
            #expect(!lines.isEmpty)
            for line in lines {
                let object = try JSON(parsing: String(line))
                #expect(["level", "message", "time"].allSatisfy { object[$0]?.stringValue != nil }, "\(line)")
            }
            #expect(lines.contains { $0.contains(#""level":"error""#) }, "\(arguments)")
        }
    }

    @Test func eventsCarryTheirNumbers() async throws {
        let sandbox = try await SandboxProgram()
        let bot = BotProgram(environment: sandbox.environment.merging(["AWSPUB_BOT_POLL_INTERVAL": "0.05"]) { $1 })
        let ending = try await bot.run("create", warned(), "--log-format", "json", "--log-level", "debug")
        let events = try ending.errors.split(separator: "\n").map { try JSON(parsing: String($0)) }
        #expect(events.contains { $0["event"] == "hashing" && $0["done"] == 1600 && $0["total"] == 1600 })
        #expect(events.contains { $0["event"] == "entered" && $0["stage"] == "registering" && $0["region"] == "us-east-1" })
        #expect(events.contains { $0["event"] == "call" && $0["action"] == "RegisterImage" && $0["service"] == "ec2" })
        #expect(events.contains { $0["event"] == "imageReady" && $0["was_there"] == false })
        #expect(events.contains { $0["line"] == 5 && $0["level"] == "warning" })
    }
}
