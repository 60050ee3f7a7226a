import AWS
import AWSPartition
import AWSSandbox
import CanonicalJSON
import Digest
import Foundation
import ImageConfig
import OrderedCollections
import TestSupport

@testable import AWSPubEngine

/// A sandbox with a bucket, a source, and the means to look at what came of a run.
struct Scene: Sendable {
    let sandbox: RunningSandbox
    let folder: TemporaryFolder
    let account: AWSAccount
    /// The source's path.
    let source: String

    static let home: Region = "us-east-1"
    static let policy = PollPolicy(first: .milliseconds(10), longest: .milliseconds(40), deadline: .seconds(20), consistencyWindow: .seconds(2))

    /// Makes a context of its own, as a process started anew would.
    func context(
        _ images: [ImageDefinition], tags: [String: String] = [:], source other: String? = nil, hasJournal: Bool = true,
        account otherAccount: AWSAccount? = nil, policy: PollPolicy = Scene.policy,
        _ change: (inout PublicationConfig) -> Void = { _ in }, events: @escaping EngineEventHandler = { _ in }
    ) async throws -> Context {
        var config = PublicationConfig(
            s3: S3Settings(bucketName: "images"), source: SourceSettings(path: other ?? source, architecture: .x86),
            images: .init(uniqueKeysWithValues: images.map { (ExactText($0.name), $0) }),
            tags: .init(uniqueKeysWithValues: tags.map { (ExactText($0.key), $0.value) }))
        change(&config)
        return try await Context(
            config: config, account: otherAccount ?? account, policy: policy, notifications: hasJournal ? folder.path("notifications") : nil,
            events: events)
    }

    /// The calls that change something, by action.
    var changes: [String: Int] {
        let calls = sandbox.calls().filter { call in
            !["Describe", "Get", "List", "Head"].contains { call.action.hasPrefix($0) } && call.parameters["DryRun"] != "true"
        }
        return Dictionary(calls.map { ($0.action, 1) }, uniquingKeysWith: +)
    }

    func image(_ name: String, in region: Region = Scene.home) async throws -> EC2Image? {
        try await account.client.describeImages(in: region, filters: [EC2Filter("name", [name])]).first
    }

    func snapshots(in region: Region = Scene.home) async throws -> [EC2Snapshot] { try await account.client.describeSnapshots(in: region) }
}

/// Runs a test against a sandbox of its own in which everything takes milliseconds.
func withScene(
    in configuration: SandboxConfiguration = SandboxConfiguration(), faults: [FaultRule] = [], topics: [String] = [], sourceSize: Int = 1000,
    _ body: @Sendable (Scene) async throws -> Void
) async throws {
    var configuration = configuration
    configuration.buckets["images"] = Scene.home.rawValue
    configuration.timing.scale = 5
    configuration.faults = faults
    configuration.topics = topics
    let folder = try TemporaryFolder()
    let bytes = Data((0..<sourceSize).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) })
    let source = try folder.write(bytes, to: "disk.vmdk")
    try await withSandbox(configuration) { sandbox in
        let account = try AWSAccount(environment: [
            "AWS_ACCESS_KEY_ID": SandboxConfiguration.accessKeyID, "AWS_SECRET_ACCESS_KEY": SandboxConfiguration.secretAccessKey,
            "AWS_ENDPOINT_URL": sandbox.endpoint, "AWS_REGION": Scene.home.rawValue, "HOME": folder.path,
        ])
        try await body(Scene(sandbox: sandbox, folder: folder, account: account, source: source))
    }
}
