import AWSSandbox
import Foundation
import TestSupport
import Testing

/// A repository whose config is published by the built program, with a sandbox of its own.
struct PublicationStage: Sendable {
    let sandbox: RunningSandbox
    private let folder: TemporaryFolder

    /// 3 images in 2 groups and 3 regions, with all that can be published.
    static let config = """
        awspub:
          s3: {bucket_name: images}
          source: {path: image.raw, architecture: x86_64}
          tags: {Team: cloud}
          images:
            server:
              boot_mode: uefi-preferred
              regions: [us-east-1, eu-west-1, ap-south-1]
              groups: [stable]
              public: true
              ssm_parameter: [{name: /images/server, allow_overwrite: true}]
              sns:
                - news: {subject: A new image, message: {default: It is there}, regions: [us-east-1, eu-west-1]}
            partner:
              boot_mode: uefi
              regions: [us-east-1, eu-west-1, ap-south-1]
              groups: [stable, edge]
              share: ["111122223333"]
              marketplace:
                entity_id: 00000000-0000-0000-0000-000000000000
                access_role_arn: arn:aws:iam::123456789012:role/marketplace
                version_title: "1.0"
                release_notes: The first
                user_name: ubuntu
                os_name: UBUNTU
                os_version: "24.04"
                usage_instructions: Connect with ssh
                recommended_instance_type: m5.large
                security_groups: []
            scratch:
              boot_mode: uefi
              regions: [us-east-1, eu-west-1, ap-south-1]
              groups: [edge]
              separate_snapshot: true
              temporary: true
        awspub-bot:
          images:
            server: {deprecate_after: 365d, deregistration_protection: true}
            partner: {deprecate_after: 1000d, deregistration_protection: true}

        """

    /// Makes the repository that stages copy.
    /// - Returns: the path of a bare repository.
    static func makeTemplate(in folder: TemporaryFolder) async throws -> String {
        let person = try await GitFixture(at: folder.path("work"))
        try await person.commit(["images/config.yaml": config, "images/image.raw": String(repeating: "disk", count: 250)])
        try await person.makeRemote(at: folder.path("template.git"))
        return folder.path("template.git")
    }

    /// Runs a test on a stage whose sandbox takes milliseconds for everything.
    /// - Parameter template: what `makeTemplate` made.
    static func with<Value: Sendable>(
        _ template: String, faults: [FaultRule] = [], _ body: @Sendable (PublicationStage) async throws -> Value
    ) async throws -> Value {
        var configuration = SandboxConfiguration()
        configuration.buckets = ["images": "us-east-1"]
        configuration.topics = ["us-east-1", "eu-west-1"].map { "arn:aws:sns:\($0):\(configuration.account):news" }
        configuration.timing.scale = 5
        configuration.faults = faults
        let folder = try TemporaryFolder()
        try FileManager.default.copyItem(atPath: template, toPath: folder.path("remote.git"))
        return try await withSandbox(configuration) { sandbox in
            try await body(PublicationStage(sandbox: sandbox, folder: folder))
        }
    }

    /// Publishes without anything going wrong.
    static func undisturbed(_ template: String) async throws -> (facts: PublicationFacts, calls: [SandboxCall]) {
        try await with(template) { stage in
            let program = try stage.start()
            let code = try await program.end()
            try #require(code == 0, "\(program.written)")
            return (stage.facts, stage.sandbox.calls())
        }
    }

    /// Starts `sync`.
    /// - Parameters:
    ///   - worker: tells programs that share nothing but the repository and AWS.
    ///   - path: the folders of programs, if other than those of the tests.
    func start(worker: String = "a", path: String? = nil) throws -> RunningProgram {
        try RunningProgram(
            ["sync", "--repo", folder.path("remote.git"), "--state-dir", folder.path("state-\(worker)")],
            environment: environment.merging(path.map { ["PATH": $0] } ?? [:]) { $1 })
    }

    /// The variables with which programs reach the sandbox.
    var environment: [String: String] {
        [
            "AWS_ENDPOINT_URL": sandbox.endpoint, "AWS_ACCESS_KEY_ID": SandboxConfiguration.accessKeyID,
            "AWS_SECRET_ACCESS_KEY": SandboxConfiguration.secretAccessKey, "AWS_REGION": "us-east-1", "HOME": folder.path,
            "AWSPUB_BOT_POLL_INTERVAL": "0.02",
        ]
    }

    /// The bare repository.
    var remote: String { folder.path("remote.git") }

    /// The commit that the branch points at.
    func tip() async throws -> String { try await GitFixture.git(["rev-parse", "main"], in: remote) }

    /// Returns the path of something in the stage's folder.
    func path(_ name: String) -> String { folder.path(name) }

    var facts: PublicationFacts { PublicationFacts(state: sandbox.state()) }
}
