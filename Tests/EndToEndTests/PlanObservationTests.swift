import AWSSandbox
import CanonicalJSON
import Foundation
import TestSupport
import Testing

/// `plan --observe`: what AWS has already, and what stands in the way.
struct PlanObservationTests {
    private let folder: TemporaryFolder
    private let person: GitFixture

    private static func config(_ images: String, source: String = "image.vmdk") -> String {
        "awspub:\n  s3: {bucket_name: images}\n  source: {path: \(source), architecture: x86_64}\n  images:\n\(images)"
    }

    init() async throws {
        folder = try TemporaryFolder()
        person = try await GitFixture(at: folder.path("work"))
    }

    private static func account(_ change: (inout SandboxConfiguration) -> Void = { _ in }) -> SandboxConfiguration {
        var configuration = SandboxConfiguration()
        configuration.buckets = ["images": "us-east-1"]
        configuration.timing.scale = 20
        change(&configuration)
        return configuration
    }

    private func withBot(
        on configuration: SandboxConfiguration = account(), _ body: @Sendable (RunningSandbox, BotProgram) async throws -> Void
    ) async throws {
        try await withSandbox(configuration) { sandbox in
            let bot = BotProgram(environment: [
                "AWS_ENDPOINT_URL": sandbox.endpoint, "AWS_ACCESS_KEY_ID": SandboxConfiguration.accessKeyID,
                "AWS_SECRET_ACCESS_KEY": SandboxConfiguration.secretAccessKey, "AWS_REGION": "us-east-1", "HOME": folder.path,
                "AWSPUB_BOT_POLL_INTERVAL": "0.02",
            ])
            try await body(sandbox, bot)
        }
    }

    @Test("it tells by image and region what is registered and what is kept, and changes nothing")
    func observes() async throws {
        let one = "    one: {boot_mode: uefi, regions: [us-east-1], groups: [stable]}\n"
        let base = try await person.commit(["a/config.yaml": Self.config(one), "a/image.vmdk": "not a disk, but 512 bytes are not needed"])
        let both = one.replacing("[us-east-1]", with: "[us-east-1, eu-west-3]")
        try await withBot { sandbox, bot in
            let made = try await bot.run("create", "\(person.path)/a/config.yaml", "--quiet")
            #expect(made.code == 0, "\(made.errors)")
            let id = try #require(try JSON(parsing: made.output)["images"]?["one"]?["us-east-1"]?.stringValue)
            let head = try await person.commit(["a/config.yaml": Self.config(both)])
            sandbox.clearCalls()
            let plan = ["plan", "--repo", person.path, "--base", base, "--head", head, "--observe"]
            let ending = try await bot.run(plan + ["--json"])
            #expect(ending.code == 0, "\(ending.errors)")
            let told = try JSON(parsing: ending.output)
            #expect(
                told["units"]?[0]?["observed"]
                    == [
                        "one": [
                            "us-east-1": ["action": "keep", "image_id": .string(id), "differences": []], "eu-west-3": ["action": "register"],
                        ]
                    ])
            #expect(told["diagnostics"] == [])
            let text = try await bot.run(plan)
            #expect(text.output.contains("  in AWS\n    one in eu-west-3: register\n    one in us-east-1: keep \(id)\n"))
            let markdown = try await bot.run(plan + ["--markdown"])
            #expect(markdown.output.contains("| one | us-east-1 | keep \(id) |"))
            let changes = sandbox.calls().filter { $0.errorCode != "DryRunOperation" && !$0.action.hasPrefix("Describe") }.map(\.action)
            #expect(Set(changes) == ["HeadBucket", "GetRole"] || Set(changes) == ["HeadBucket"])
        }
    }

    @Test("what stands in the way is told with its place in the config, and exits 1")
    func obstacles() async throws {
        let base = try await person.commit(["README.md": "nothing yet"])
        let images = """
                one:
                  boot_mode: uefi
                  public: true
                  regions:
                    - us-east-1
                    - eu-south-1
                two:
                  boot_mode: uefi
                  regions: [eu-south-2]

            """
        let head = try await person.commit(["a/config.yaml": Self.config(images), "a/image.vmdk": "x"])
        let blocked = Self.account { configuration in
            configuration.imageBlockPublicAccess = "block-new-sharing"
            configuration.importRoles = []
        }
        try await withBot(on: blocked) { sandbox, bot in
            let ending = try await bot.run("plan", "--repo", person.path, "--base", base, "--head", head, "--observe", "--json")
            #expect(ending.code == 1, "\(ending.errors)")
            let diagnostics = try JSON(parsing: ending.output)["diagnostics"]?.arrayValue ?? []
            let places = diagnostics.map { diagnostic in
                [diagnostic["line"]?.integerValue.map(String.init), diagnostic["severity"]?.stringValue, diagnostic["key"]?.stringValue]
                    .compactMap(\.self).joined(separator: " ")
            }
            #expect(
                places.sorted() == [
                    "13 error awspub.images.two.regions", "13 warning awspub.images.two.regions", "4 error awspub.images", "4 error awspub.images",
                    "8 warning awspub.images.one.regions",
                ])
            #expect(ending.errors.contains("a/config.yaml:8:7: warning: awspub.images.one.regions: region eu-south-1: the account did not opt in"))
            #expect(ending.errors.contains("the account has no role vmimport"))
            #expect(sandbox.calls().allSatisfy { $0.service != "s3" || $0.action == "HeadBucket" })
        }
    }

    @Test("an AWS that refuses exits 4, and a plan without the option leaves it alone")
    func refusal() async throws {
        let base = try await person.commit(["README.md": "nothing yet"])
        let one = "    one: {boot_mode: uefi, regions: [us-east-1]}\n"
        let head = try await person.commit(["a/config.yaml": Self.config(one), "a/image.vmdk": "x"])
        let refusing = Self.account { $0.faults = [FaultRule(.error, action: "DescribeRegions", code: "UnauthorizedOperation")] }
        try await withBot(on: refusing) { sandbox, bot in
            let plan = ["plan", "--repo", person.path, "--base", base, "--head", head]
            #expect(try await bot.run(plan).code == 0)
            #expect(sandbox.calls().isEmpty)
            let refused = try await bot.run(plan + ["--observe"])
            #expect(refused.code == 4, "\(refused.errors)")
            #expect(refused.errors.contains("UnauthorizedOperation"))
        }
    }
}
