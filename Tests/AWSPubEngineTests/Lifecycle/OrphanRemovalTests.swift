import AWS
import AWSPartition
import AWSSandbox
import ImageConfig
import OrderedCollections
import Testing

@testable import AWSPubEngine

/// Images that no definition has any more, and how they go.
struct OrphanRemovalTests {
    static let config = "images/config.yaml"

    /// Makes images as a run of the bot does.
    /// - Returns: an orphan for each, in the order of their names and regions.
    static func make(_ names: [String], _ scene: Scene, regions: [String] = ["us-east-1"]) async throws -> [OrphanedImage] {
        var context = try await scene.context(names.map { .sample($0, regions: regions) })
        context.extraTags = ["awspub-bot:config": config]
        let images = try await UnitRunTests.run(context, stages: [.create]).images
        return names.flatMap { name in
            (images[name] ?? [:]).sorted { $0.key < $1.key }.map {
                OrphanedImage(name: name, region: $0.key, imageID: $0.value.imageID, config: config)
            }
        }
    }

    static func remove(
        _ orphans: [OrphanedImage], _ scene: Scene, budget: Int = 100, wanted: Set<String>? = nil
    ) async throws -> OrphanRemoval.Outcome {
        try await OrphanRemoval(account: { _ in scene.account }, budget: budget, wantedSnapshots: wanted) { _, _ in }.run(orphans)
    }

    @Test func aBudgetIsKeptInTheOrderGiven() async throws {
        try await withScene { scene in
            let orphans = try await Self.make(["image-a", "image-b", "image-c"], scene, regions: ["eu-west-1", "us-east-1"])
            try #require(orphans.count == 6)
            let first = try await Self.remove(orphans, scene, budget: 4)
            #expect(first.gone == Set(orphans.prefix(4)))
            #expect(first.deferred == Array(orphans.suffix(2)))
            let second = try await Self.remove(orphans, scene, budget: 4)
            #expect(second.gone == Set(orphans))
            #expect(second.failures == [:])
            #expect(try await scene.snapshots().count == 1)
        }
    }

    @Test func whatIsGoneCountsAsDoneAndCostsNoBudget() async throws {
        try await withScene { scene in
            let orphans = try await Self.make(["image-a", "image-b"], scene)
            _ = try await scene.account.client.deregisterImage(orphans[0].imageID, in: Scene.home, deletingSnapshots: false)
            #expect(try await Self.remove(orphans, scene, budget: 1).gone == Set(orphans))
        }
    }

    @Test func anImageThatIsNotWhatWasRecordedStays() async throws {
        try await withScene { scene in
            let orphans = try await Self.make(["image-a", "image-b"], scene)
            let renamed = OrphanedImage(name: "other", region: "us-east-1", imageID: orphans[0].imageID, config: Self.config)
            let moved = OrphanedImage(name: "image-b", region: "us-east-1", imageID: orphans[1].imageID, config: "images/other.yaml")
            let outcome = try await Self.remove([renamed, moved], scene)
            #expect(outcome.gone == [])
            #expect(Set(outcome.failures.values.map(\.code)) == [.imageDiffers])
            #expect(scene.changes["DeregisterImage"] == nil)
        }
    }

    @Test func aFailureDoesNotStopTheOthers() async throws {
        let refusal = FaultRule(.error, action: "DeregisterImage", region: "eu-west-1", code: "UnauthorizedOperation", message: "no", status: 403)
        try await withScene(faults: [refusal]) { scene in
            let orphans = try await Self.make(["image-a", "image-b"], scene, regions: ["eu-west-1", "us-east-1"])
            try await scene.account.client.setDeregistrationProtection(true, of: orphans[1].imageID, in: Scene.home)
            let outcome = try await Self.remove(orphans, scene)
            #expect(outcome.gone == [orphans[3]])
            #expect(outcome.failures[orphans[1]]?.message.contains("protected from deregistration; end its protection") == true)
            #expect(outcome.failures[orphans[0]]?.message.contains("UnauthorizedOperation") == true)
            #expect(outcome.failures[orphans[2]]?.region == "eu-west-1")
        }
    }

    @Test func aRegionThatCannotBeLookedAtRemovesNothingThere() async throws {
        try await withScene { scene in
            let orphans = try await Self.make(["image-a"], scene, regions: ["eu-west-1", "us-east-1"])
            scene.sandbox.setFaults([
                FaultRule(.error, action: "DescribeImages", region: "eu-west-1", code: "UnauthorizedOperation", message: "no", status: 403)
            ])
            let outcome = try await Self.remove(orphans, scene)
            #expect(outcome.gone == [orphans[1]])
            #expect(outcome.failures.keys.map(\.region) == ["eu-west-1"])
        }
    }

    @Test func snapshotsGoWithTheLastImageUnlessADefinitionWantsThem() async throws {
        try await withScene { scene in
            let orphans = try await Self.make(["image-a", "image-b"], scene)
            let name = try #require(try await scene.snapshots().first?.name)
            _ = try await Self.remove([orphans[0]], scene, wanted: [])
            #expect(try await scene.snapshots().count == 1)
            _ = try await Self.remove([orphans[1]], scene, wanted: [name])
            #expect(try await scene.snapshots().count == 1)
            let again = try await Self.make(["image-c"], scene)
            _ = try await Self.remove(again, scene, wanted: ["another"])
            #expect(try await scene.snapshots() == [])
        }
    }
}
