import AWS
import AWSPartition
import AWSSandbox
import CanonicalJSON
import ImageConfig
import OrderedCollections
import Testing

@testable import AWSPubEngine

struct UnitRunTests {
    static func run(_ context: Context, stages: Set<RunStage> = Set(RunStage.allCases), onChange: ChangePolicy = .fail) async throws -> UnitOutcome {
        try await UnitRun(context: context, unit: .named("stable"), stages: stages, onChange: onChange).run()
    }

    @Test func publishesAUnitWithTheBotsTags() async throws {
        try await withScene { scene in
            let images = [PublishTests.published.with { $0.sns = [] }, .sample("temporary").with { $0.isTemporary = true }]
            var context = try await scene.context(images)
            context.extraTags = ["awspub-bot:commit": "abc"]
            let outcome = try await Self.run(context)
            #expect(outcome.errors == [])
            #expect(outcome.status == .published)
            #expect(outcome.images["my-image"]?.count == 2)
            #expect(outcome.images["temporary"] == [:])
            #expect(outcome.publication?.publicRegions == ["my-image": ["eu-west-1", "us-east-1"]])
            #expect(outcome.publication?.parameters["eu-west-1"]?["/images/latest"] == outcome.images["my-image"]?["eu-west-1"]?.imageID)
            #expect(outcome.publication?.changeSets.keys.map { $0 } == ["my-image"])
            #expect(try await scene.image("my-image")?.tags.contains(AWSTag("awspub-bot:commit", "abc")) == true)
            #expect(try await scene.snapshots().allSatisfy { $0.tags.contains(AWSTag("awspub-bot:commit", "abc")) })
        }
    }

    @Test func aTemporaryImageGoesWithItsSnapshotWhenNothingElseUsesIt() async throws {
        try await withScene { scene in
            let image = ImageDefinition.sample().with { $0.isTemporary = true }
            let outcome = try await Self.run(scene.context([image]))
            #expect(outcome.errors == [])
            #expect(try await scene.snapshots().isEmpty)
            #expect(try await scene.snapshots(in: "eu-west-1").isEmpty)
        }
    }

    @Test func aRefusingRegionMakesTheRunIncompleteAndKeepsItsResultsUnpublished() async throws {
        let refusal = FaultRule(.error, action: "RegisterImage", region: "eu-west-1", code: "OperationNotPermitted", message: "no", status: 400)
        try await withScene(faults: [refusal]) { scene in
            let outcome = try await Self.run(scene.context([PublishTests.published]))
            #expect(outcome.status == .incomplete)
            #expect(outcome.images["my-image"]?.keys.map { $0 } == ["us-east-1"])
            #expect(outcome.errors.map(\.region) == ["eu-west-1"])
            #expect(outcome.publication == nil)
            #expect(try await scene.image("my-image")?.isPublic == false)
        }
    }

    @Test func aDifferenceThatCannotBeChangedFailsTheRunAndTouchesNothing() async throws {
        try await withScene { scene in
            let old = ImageDefinition.sample(regions: ["us-east-1"])
            _ = try await Self.run(scene.context([old]))
            scene.sandbox.clearCalls()
            let changed = ImageDefinition.sample().with { $0.bootMode = .uefi }
            let outcome = try await Self.run(scene.context([changed]))
            #expect(outcome.status == .failed)
            #expect(outcome.errors.map(\.code) == [.imageDiffers])
            #expect(outcome.errors.first?.message.contains("boot_mode is uefi-preferred, not uefi") == true)
            #expect(scene.changes == [:])
        }
    }

    @Test func aDifferenceIsKeptOrReplacedWhenThePolicySaysSo() async throws {
        try await withScene { scene in
            let old = try await Self.run(scene.context([.sample()])).images
            let changed = ImageDefinition.sample().with { $0.bootMode = .uefi }
            let kept = try await Self.run(scene.context([changed]), onChange: .keep)
            #expect(kept.errors == [])
            #expect(kept.images == old)
            let replaced = try await Self.run(scene.context([changed]), onChange: .replace)
            #expect(replaced.errors == [])
            #expect(try await scene.image("my-image")?.bootMode == "uefi")
            #expect(replaced.images["my-image"]?["us-east-1"]?.imageID != old["my-image"]?["us-east-1"]?.imageID)
        }
    }

    @Test func convergesWhatCanBeChanged() async throws {
        try await withScene { scene in
            let old = try await Self.run(scene.context([.sample()])).images
            let changed = ImageDefinition.sample().with { image in
                image.description = "Another text"
                image.tags = ["Team": "cloud"]
                image.share = ["111122223333"]
            }
            let outcome = try await Self.run(scene.context([changed]))
            #expect(outcome.errors == [])
            #expect(outcome.images == old)
            #expect(try await AWSPub.verify(scene.context([changed])) == ["my-image": [:]])
        }
    }

    @Test func aFailedImportIsOneErrorInAFailedRun() async throws {
        try await withScene(faults: [FaultRule(.importFailure, action: "ImportSnapshot", message: "no such luck")]) { scene in
            let outcome = try await Self.run(scene.context([.sample("image-a"), .sample("image-b")]))
            #expect(outcome.status == .failed)
            #expect(outcome.errors.count == 1)
            #expect(outcome.errors.first?.message.contains("no such luck") == true)
        }
    }

    @Test func publishesLaterWhatWasCreatedBefore() async throws {
        try await withScene { scene in
            let image = PublishTests.published.with { $0.sns = [] }
            let created = try await Self.run(scene.context([image]), stages: [.create, .verify])
            #expect(created.status == .created)
            let outcome = try await Self.run(scene.context([image]), stages: [.publish])
            #expect(outcome.status == .published)
            #expect(outcome.images["my-image"]?.count == 2)
        }
    }
}
