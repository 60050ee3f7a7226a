import AWS
import AWSPartition
import AWSSandbox
import ImageConfig
import Testing

@testable import AWSPubEngine

struct CleanupTests {
    static let temporary = ImageDefinition.sample("temporary").with { $0.isTemporary = true }

    @Test func removesTemporaryImagesAndNothingElse() async throws {
        try await withScene { scene in
            let images = [ImageDefinition.sample("kept"), Self.temporary]
            _ = try await AWSPub.create(scene.context(images))
            try await AWSPub.cleanup(scene.context(images))
            #expect(try await scene.image("temporary") == nil)
            #expect(try await scene.image("kept") != nil)
            #expect(try await scene.snapshots().count == 1)
            scene.sandbox.clearCalls()
            try await AWSPub.cleanup(scene.context(images))
            #expect(scene.changes == [:])
        }
    }

    @Test func keepsATemporaryImageThatIsPublic() async throws {
        try await withScene { scene in
            let sets = try await AWSPub.create(scene.context([Self.temporary]))
            let id = try #require(sets.byName["temporary"]?["us-east-1"])
            try await scene.account.client.modifyLaunchPermissions(of: id, in: Scene.home, adding: [.all])
            try await AWSPub.cleanup(scene.context([Self.temporary]))
            #expect(try await scene.image("temporary") != nil)
            #expect(try await scene.image("temporary", in: "eu-west-1") == nil)
        }
    }
}
