import CanonicalJSON
import Foundation
import TestSupport
import Testing

/// Commands that publish in two partitions with a profile for each; each partition is a sandbox.
struct PartitionsCommandTests {
    private let folder: TemporaryFolder
    private let global: SandboxProgram
    private let china: SandboxProgram
    private let bot: BotProgram

    static let both = ["--aws", "aws=publisher", "--aws", "aws-cn=publisher-cn"]
    static let config =
        "awspub:\n  s3: {bucket_name: sample-images}\n  source: {path: image.vmdk, architecture: x86_64}\n  images:\n"
        + "    one: {boot_mode: uefi, regions: [us-east-1, cn-north-1], groups: [stable], share: ['111122223333', 'aws-cn:444455556666']}\n"

    init() async throws {
        folder = try TemporaryFolder()
        try folder.write(#"{"partition": "aws-cn"}"#, to: "china.json")
        global = try await SandboxProgram("--time-scale", "20")
        china = try await SandboxProgram("--time-scale", "20", "--config", folder.path("china.json"), "--bucket", "sample-images=cn-north-1")
        try folder.write(
            """
            [profile publisher]
            region = us-east-1
            endpoint_url = \(global.endpoint)
            source_profile = keys
            role_arn = arn:aws:iam::123456789012:role/publisher
            [profile publisher-cn]
            region = cn-north-1
            endpoint_url = \(china.endpoint)
            aws_access_key_id = AKIASANDBOXEXAMPLE00
            aws_secret_access_key = sandbox/secret/key/for/tests/only/000000
            [profile keys]
            aws_access_key_id = AKIASANDBOXEXAMPLE00
            aws_secret_access_key = sandbox/secret/key/for/tests/only/000000
            """, to: "aws-config")
        bot = BotProgram(environment: [
            "AWS_CONFIG_FILE": folder.path("aws-config"), "AWSPUB_BOT_POLL_INTERVAL": "0.05", "XDG_STATE_HOME": folder.path("xdg"),
        ])
        try folder.write("disk", to: "image.vmdk")
        try folder.write(Self.config, to: "config.yaml")
    }

    @Test("create and list print the images of both partitions as one")
    func createAndList() async throws {
        let created = try await bot.run(["create", folder.path("config.yaml")] + Self.both)
        #expect(created.code == 0, "\(created.errors)")
        let images = try JSON(parsing: created.output)["images"]?["one"]?.objectValue
        #expect(images?.keys.sorted() == ["cn-north-1", "us-east-1"])
        let listed = try await bot.run(["list", folder.path("config.yaml")] + Self.both)
        #expect(listed.code == 0, "\(listed.errors)")
        #expect(listed.output == created.output)
        let verified = try await bot.run(["verify", folder.path("config.yaml")] + Self.both)
        #expect(verified.code == 0, "\(verified.output)")
        let alone = try await bot.run("list", folder.path("config.yaml"), "--aws", "aws-cn=publisher-cn")
        #expect(try JSON(parsing: alone.output)["images"]?["one"]?.objectValue?.keys.sorted() == ["cn-north-1"])
    }

    @Test("sync publishes in both, does nothing again, and runs what a partition more makes due")
    func sync() async throws {
        let person = try await GitFixture(at: folder.path("work"))
        try await person.commit(["a/config.yaml": Self.config, "a/image.vmdk": "disk"])
        let remote = folder.path("remote.git")
        try await person.makeRemote(at: remote)
        let arguments = ["sync", "--repo", remote, "--state-dir", folder.path("state")]
        func manifest() async throws -> JSON {
            try JSON(parsing: try await GitFixture.git(["show", "main:manifests/a/config.yaml/stable.json"], in: remote))
        }
        let first = try await bot.run(arguments + ["--aws", "aws=publisher"])
        #expect(first.code == 0, "\(first.errors)")
        #expect(try await manifest()["images"]?["one"]?.objectValue?.keys.sorted() == ["us-east-1"])
        let second = try await bot.run(arguments + Self.both)
        #expect(second.code == 0, "\(second.errors)")
        #expect(second.errors.contains("partitions: + aws-cn"))
        #expect(try await manifest()["images"]?["one"]?.objectValue?.keys.sorted() == ["cn-north-1", "us-east-1"])
        #expect(try await manifest()["awspub-bot"]?["status"] == "published")
        let third = try await bot.run(arguments + Self.both)
        #expect(third.code == 0, "\(third.errors)")
        #expect(third.errors.contains("nothing to commit"))
    }

    @Test(
        "what is wrong with the accounts exits 2 and is told",
        arguments: [
            (["--aws", "aws"], "PARTITION=PROFILE"), (["--aws", "moon=publisher"], "one of aws, aws-cn"),
            (["--aws", "aws=publisher", "--aws", "aws=publisher-cn"], "one profile for each"),
            (
                ["--aws", "aws-cn=publisher"],
                "the region of its profile “publisher” is us-east-1, which is of aws; one such as cn-northwest-1 is right"
            ),
            (["--aws", "aws=missing"], "profile “missing”"),
        ])
    func refusals(arguments: [String], words: String) async throws {
        let ending = try await bot.run(["list", folder.path("config.yaml")] + arguments)
        #expect(ending.code == 2, "\(ending.errors)")
        #expect(ending.errors.contains(words), "\(ending.errors)")
        #expect(ending.output.isEmpty)
    }
}
