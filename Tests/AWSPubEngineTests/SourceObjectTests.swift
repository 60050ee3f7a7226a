import AWS
import AWSPartition
import AWSSandbox
import Digest
import Foundation
import ImageConfig
import TestSupport
import Testing

@testable import AWSPubEngine

/// Sources that are in S3 already.
struct SourceObjectTests {
    /// Makes the image from an object, as a run of the bot does.
    private func create(_ scene: Scene, url: String, sha256: String) async throws {
        let source = PinnedSource(url: url, sha256: sha256, account: scene.account, directory: scene.folder.path("cache"))
        guard case .object(let object) = try await source.resolve() else { return try #require(Bool(false), "the object was fetched") }
        var context = try await scene.context([.sample(regions: ["us-east-1"])])
        context = Context(config: context.config, source: object.fileDigest, account: scene.account, policy: Scene.policy)
        context.sourceObject = object
        _ = try await AWSPub.create(context)
    }

    private func uploaded(_ scene: Scene) async throws -> String {
        let context = try await scene.context([.sample()])
        try await S3(context).uploadFile(scene.source)
        scene.sandbox.clearCalls()
        return context.sourceSHA256
    }

    @Test func anObjectInItsPlaceIsNotMoved() async throws {
        try await withScene { scene in
            let sha256 = try await uploaded(scene)
            try await create(scene, url: "s3://images/\(sha256)", sha256: sha256)
            #expect(scene.changes == ["ImportSnapshot": 1, "CreateTags": 1, "RegisterImage": 1])
        }
    }

    @Test func anObjectElsewhereIsCopiedWithinS3() async throws {
        var configuration = SandboxConfiguration()
        configuration.buckets = ["elsewhere": "eu-west-1"]
        try await withScene(in: configuration) { scene in
            let sha256 = try await uploaded(scene)
            let client = scene.account.client
            let place = S3Location(bucket: "elsewhere", key: "builds/disk 1.raw", region: "eu-west-1")
            _ = try await client.copyObject(S3Location(bucket: "images", key: sha256, region: Scene.home), to: place, etag: nil, tags: [])
            try await client.deleteObject(S3Location(bucket: "images", key: sha256, region: Scene.home))
            scene.sandbox.clearCalls()
            try await create(scene, url: "s3://elsewhere/builds/disk 1.raw", sha256: sha256)
            #expect(scene.changes == ["CopyObject": 1, "ImportSnapshot": 1, "CreateTags": 1, "RegisterImage": 1])
            scene.sandbox.clearCalls()
            try await create(scene, url: "s3://elsewhere/builds/disk 1.raw", sha256: sha256)
            #expect(scene.changes == [:])
        }
    }

    @Test func anObjectWithAnotherDigestIsRefusedAndLeavesNothing() async throws {
        try await withScene { scene in
            let sha256 = try await uploaded(scene)
            let other = String(repeating: "0", count: 64)
            let error = await #expect(throws: EngineError.self) { try await create(scene, url: "s3://images/\(sha256)", sha256: other) }
            #expect(error?.message.contains(sha256) == true)
            #expect(try await scene.account.client.headObject(S3Location(bucket: "images", key: other, region: Scene.home)) == nil)
            #expect(scene.changes["ImportSnapshot"] == nil)
        }
    }

    @Test("a URL that names no object is told", arguments: ["s3://images/absent", "s3://images", "s3://no-such-bucket/key"])
    func tellsWhatIsWrong(url: String) async throws {
        try await withScene { scene in
            let error = await #expect(throws: EngineError.self) { try await create(scene, url: url, sha256: String(repeating: "0", count: 64)) }
            #expect(error?.code == (url == "s3://images" ? .invalidConfig : .fileUnreadable))
        }
    }
}
