import CanonicalJSON
import Foundation
import TestSupport
import Testing

struct CommandLineTests {
    static let sample = BotProgram.projectRoot + "/sample-config-repo/images"
    private let bot = BotProgram()

    @Test func helpAndVersionAreResults() async throws {
        for arguments in [["--help"], ["create", "--help"], ["sandbox", "--help"], ["--version"]] {
            let ending = try await bot.run(arguments)
            #expect(ending.code == 0)
            #expect(!ending.output.isEmpty)
            #expect(ending.errors.isEmpty)
        }
    }

    @Test(arguments: [["--nonsense"], ["nonsense"], ["create"], ["create", "a", "b"], ["list", "a", "--log-format", "xml"], ["validate"]])
    func wrongUsageExitsWith2AndSaysSoOnStderr(arguments: [String]) async throws {
        let ending = try await bot.run(arguments)
        #expect(ending.code == 2)
        #expect(ending.output.isEmpty)
        #expect(ending.errors.contains("Usage:"))
    }

    @Test(arguments: ["validate", "create", "list", "publish", "cleanup", "verify"])
    func aConfigThatIsNotThereIsInvalid(command: String) async throws {
        let ending = try await bot.run(command, "/nonexistent/config.yaml")
        #expect(ending.code == 3)
        #expect(ending.output.isEmpty)
        #expect(ending.errors.hasPrefix("/nonexistent/config.yaml:1:1: error: "))
    }

    @Test func anInvalidConfigIsToldWithItsPlace() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("awspub:\n  s3:\n    bucket_nam: x\n", to: "config.yaml")
        let ending = try await bot.run("validate", path)
        #expect(ending.code == 3)
        #expect(ending.errors.contains("\(path):3:5: error: awspub.s3.bucket_nam: "))
    }

    @Test func theSampleIsValid() async throws {
        let ending = try await bot.run("validate", "--json", Self.sample + "/server/config.yaml", Self.sample + "/minimal/config.yaml")
        #expect(ending.code == 0, "\(ending.errors)")
        #expect(try JSON(parsing: ending.output)[1]?["images"]?["sample-minimal"] != nil)
    }

    @Test func awspubTakesTheSampleToo() async throws {
        let python = BotProgram.projectRoot + "/.venv/bin/python"
        let program = """
            import pathlib, sys
            from awspub.context import Context
            folder = pathlib.Path(sys.argv[1])
            server = Context(folder / "server/config.yaml", folder / "server/config.yaml.mapping")
            minimal = Context(folder / "minimal/config.yaml", None)
            print(len(server.conf["images"]), len(minimal.conf["images"]))
            """
        let ending = try await BotProgram.run(python, ["-c", program, Self.sample], bot.variables)
        #expect(ending.output == "3 2\n", "\(ending.errors)")
    }

    @Test func awsThatRefusesExitsWith4AndShowsNoSecret() async throws {
        let sandbox = try await SandboxProgram()
        let bot = BotProgram(environment: sandbox.environment.merging(["AWS_SECRET_ACCESS_KEY": "planted-secret"]) { $1 })
        let ending = try await bot.run("list", Self.sample + "/minimal/config.yaml")
        #expect(ending.code == 4)
        #expect(ending.output.isEmpty)
        #expect(!ending.errors.contains("planted-secret"))
    }

    @Test func resultsAreOnStdoutOrInTheFileAndNothingElseIs() async throws {
        let sandbox = try await SandboxProgram()
        let bot = BotProgram(environment: sandbox.environment)
        let folder = try TemporaryFolder()
        let path = Self.sample + "/minimal/config.yaml"
        let created = try await bot.run("create", path)
        #expect(created.code == 0, "\(created.errors)")
        let images = try JSON(parsing: created.output)["images"]
        #expect(images?["sample-minimal"]?["us-west-2"]?.stringValue?.hasPrefix("ami-") == true)
        #expect(created.errors.contains("sample-minimal in us-west-2: image ami-"))

        let listed = try await bot.run("list", path, "--output", folder.path + "/images.json", "--quiet")
        #expect(listed.code == 0)
        #expect(listed.output.isEmpty)
        #expect(listed.errors.isEmpty)
        #expect(try JSON(parsing: String(contentsOfFile: folder.path + "/images.json", encoding: .utf8))["images"] == images)
    }

    @Test func everyLineIsAnObjectWithLogFormatJSON() async throws {
        let sandbox = try await SandboxProgram()
        let bot = BotProgram(environment: sandbox.environment)
        let ending = try await bot.run("create", Self.sample + "/minimal/config.yaml", "--log-format", "json")
        #expect(ending.code == 0)
        let lines = ending.errors.split(separator: "\n")
        #expect(!lines.isEmpty)
        for line in lines { #expect(try JSON(parsing: String(line))["level"]?.stringValue != nil) }
    }

    @Test func aSignalInterruptsWith130() async throws {
        let sandbox = try await SandboxProgram("--import-seconds", "600")
        let program = try RunningProgram(["create", Self.sample + "/minimal/config.yaml"], environment: sandbox.environment)
        try await eventually("the source is uploaded") { program.written.contains("source uploaded") }
        program.signal(SIGTERM)
        #expect(try await program.end() == 130)
    }

    @Test func theSandboxEndsWellOnASignal() async throws {
        let sandbox = try await SandboxProgram()
        sandbox.program.signal(SIGTERM)
        #expect(try await sandbox.program.end() == 0)
        #expect(!sandbox.program.written.contains("error"))
    }
}
