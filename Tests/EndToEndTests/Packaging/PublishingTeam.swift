import AWSSandbox
import Digest
import Foundation
import TestSupport
import Testing

/// A team that uses the bot for everything it is for; what it is told is which rights the bot's calls needed.
struct PublishingTeam {
    private let sandbox: RunningSandbox
    private let person: GitFixture
    private let remote: String
    private let bot: BotProgram
    private let arguments: [String]

    private static let disk = String(repeating: "disk", count: 250)

    init(sandbox: RunningSandbox, in folder: String) async throws {
        self.sandbox = sandbox
        person = try await GitFixture(at: folder + "/work")
        try await person.commit([".awspub-bot.yaml": "prune: {mode: deregister-and-delete-snapshots}\n", "a/image.raw": Self.disk])
        remote = folder + "/remote.git"
        try await person.makeRemote(at: remote)
        bot = BotProgram(environment: [
            "AWS_ENDPOINT_URL": sandbox.endpoint, "AWS_ACCESS_KEY_ID": SandboxConfiguration.accessKeyID,
            "AWS_SECRET_ACCESS_KEY": SandboxConfiguration.secretAccessKey, "AWS_REGION": "us-east-1", "HOME": folder,
            "AWSPUB_BOT_POLL_INTERVAL": "0.02",
        ])
        arguments = ["sync", "--repo", remote, "--state-dir", folder + "/state"]
    }

    /// Makes images that are shared with an account, the upload of which breaks off once, and changes them.
    func publishPlainImages() async throws -> Set<String> {
        sandbox.setFaults([FaultRule(.error, service: "s3", action: "UploadPart", times: 1, code: "AccessDenied", status: 403)])
        try await push(["a/config.yaml": Self.config("one: {boot_mode: uefi, regions: \(Self.regions), groups: [g], share: ['111122223333']}")])
        try await sync(expecting: 1)
        try await sync()
        let changed = "one: {boot_mode: uefi, regions: \(Self.regions), groups: [g], share: ['111122223333'], description: It is new}"
        try await push(["a/config.yaml": Self.config(changed)])
        try await sync()
        return try neededRights()
    }

    /// Publishes with all that can be published, takes back what can be taken back, and names a source with a wrong digest.
    func useEverything() async throws -> Set<String> {
        // The quota was never raised: only its default has a value.
        sandbox.setFaults([
            FaultRule(.error, service: "servicequotas", action: "GetServiceQuota", times: 1, code: "NoSuchResourceException", status: 400)
        ])
        try await push(["a/config.yaml": Self.config(Self.published("server-1"), Self.kept, Self.scratch, lifecycle: true)])
        try await sync()
        // An image leaves its definition, a new one takes over the parameter, and another one is not protected any more.
        try await push(["a/config.yaml": Self.config(Self.published("server-2"), Self.kept)])
        try await sync()
        let wrong = "awspub-bot:\n  source: {url: 's3://images/\(SHA256.digest(Self.disk).hex)', sha256: '\(String(repeating: "0", count: 64))'}\n"
        let elsewhere = Self.config("elsewhere: {boot_mode: uefi, regions: [us-east-1], groups: [g]}")
        try await push(["b/config.yaml": elsewhere.replacing("bucket_name: images", with: "bucket_name: other") + wrong])
        try await sync(expecting: 1)
        return try neededRights()
    }

    private func push(_ files: [String: String?]) async throws {
        try await person.git("pull", "--quiet", "--rebase", "origin", "main")
        try await person.commit(files)
        try await person.git("push", "--quiet", "origin", "main")
    }

    private func sync(expecting code: Int = 0) async throws {
        let ending = try await bot.run(arguments)
        #expect(ending.code == code, "\(ending.errors)")
    }

    private func neededRights() throws -> Set<String> {
        try sandbox.calls().reduce(into: []) { rights, call in
            rights.formUnion(try #require(call.rights, "the rights for \(call.service) \(call.action) are not known"))
        }
    }
}

extension PublishingTeam {
    private static let regions = "[us-east-1, eu-west-1]"

    private static func config(_ images: String..., lifecycle: Bool = false) -> String {
        let base = "awspub:\n  s3: {bucket_name: images}\n  source: {path: image.raw, architecture: x86_64}\n  images:\n"
        let bot = "awspub-bot:\n  images:\n    kept: {deprecate_after: 30d, deregistration_protection: true}\n"
        return base + images.map { "    \($0)\n" }.joined() + (lifecycle ? bot : "")
    }

    private static let kept = "kept: {boot_mode: uefi, regions: [us-east-1], groups: [g]}"
    private static let scratch = "scratch: {boot_mode: uefi, regions: [us-east-1], groups: [g], temporary: true, separate_snapshot: true}"

    private static func published(_ name: String) -> String {
        """
        \(name):
              boot_mode: uefi
              regions: \(regions)
              groups: [g]
              public: true
              ssm_parameter: [{name: /images/server, allow_overwrite: true}]
              sns:
                - news: {subject: A new image, message: {default: It is there}, regions: [us-east-1]}
              marketplace:
                entity_id: 00000000-0000-0000-0000-000000000000
                access_role_arn: arn:aws:iam::123456789012:role/marketplace
                version_title: "\(name)"
                release_notes: The first
                user_name: ubuntu
                os_name: UBUNTU
                os_version: "24.04"
                usage_instructions: Connect with ssh
                recommended_instance_type: m5.large
                security_groups: []
        """
    }
}
