import AWS
import AWSPartition
import AWSSandbox
import CanonicalJSON
import ImageConfig
import OrderedCollections
import Testing

@testable import AWSPubEngine

struct CreateTests {
    @Test func makesImagesInAllRegionsFromOneImport() async throws {
        try await withScene { scene in
            let images = [ImageDefinition.sample("image-a"), .sample("image-b").with { $0.tags = ["Team": "cloud"] }]
            let sets = try await AWSPub.create(scene.context(images, tags: ["Project": "x"]))
            #expect(Set(sets.byName.keys) == ["image-a", "image-b"])
            #expect(Set(sets.byGroup["stable"]?["image-a"]?.keys.map { $0 } ?? []) == ["us-east-1", "eu-west-1"])
            for region in ["us-east-1", "eu-west-1"] as [Region] {
                let made = try #require(try await scene.image("image-b", in: region))
                #expect(made.id == sets.byName["image-b"]?[region.rawValue])
                #expect(made.state == "available")
                #expect(made.bootMode == "uefi-preferred")
                #expect(made.description == "An image")
                #expect(made.rootDevice?.volumeType == "gp3")
                #expect(Set(made.tags.map(\.key)).isSuperset(of: ["awspub:source:filename", "Project", "Team"]))
                #expect(try await scene.snapshots(in: region).map(\.state) == ["completed"])
            }
            #expect(scene.changes["ImportSnapshot"] == 1)
            #expect(scene.changes["CopySnapshot"] == 1)
            #expect(scene.changes["RegisterImage"] == 4)
        }
    }

    @Test func aMissingFileOfUEFIVariablesIsNoticedBeforeAnythingIsMade() async throws {
        try await withScene { scene in
            let image = ImageDefinition.sample().with { $0.uefiData = "/nonexistent/variables" }
            await #expect(throws: EngineError.self) { try await AWSPub.create(scene.context([image])) }
            #expect(scene.changes == [:])
        }
    }

    @Test func aSecondRunChangesNothing() async throws {
        try await withScene { scene in
            let image = ImageDefinition.sample().with { $0.share = ["111122223333", "aws-cn:444455556666"] }
            let first = try await AWSPub.create(scene.context([image]))
            scene.sandbox.clearCalls()
            #expect(try await AWSPub.create(scene.context([image])) == first)
            #expect(try await AWSPub.list(scene.context([image])) == first)
            #expect(scene.changes == [:])
        }
    }

    @Test func leavesOutADescriptionThatIsNotThere() async throws {
        try await withScene { scene in
            _ = try await AWSPub.create(scene.context([.sample().with { $0.description = nil }]))
            #expect(try await scene.image("my-image")?.description ?? "" == "")
        }
    }

    @Test func sharesWithAccountsOfThePartition() async throws {
        try await withScene { scene in
            let organization = "arn:aws:organizations::123456789012:organization/o-abcdefghij"
            let image = ImageDefinition.sample().with { $0.share = ["111122223333", "aws-cn:444455556666", organization] }
            _ = try await AWSPub.create(scene.context([image]))
            let made = try #require(try await scene.image("my-image", in: "eu-west-1"))
            let launch = try await scene.account.client.launchPermissions(of: made.id, in: "eu-west-1")
            #expect(launch == [.user("111122223333"), .organization(arn: organization)])
            let snapshot = try #require(made.rootDevice?.snapshotID)
            #expect(try await scene.account.client.createVolumePermissions(of: snapshot, in: "eu-west-1") == [.user("111122223333")])
        }
    }

    @Test func tellsAtOnceWhyAnImportFailed() async throws {
        try await withScene(faults: [FaultRule(.importFailure, action: "ImportSnapshot", message: "ClientError: Disk validation failed")]) { scene in
            let error = await #expect(throws: EngineError.self) { try await AWSPub.create(scene.context([.sample()])) }
            #expect(error?.code == .importFailed)
            #expect(error?.message.contains("Disk validation failed") == true)
            // Once the cause is gone, the next run imports anew.
            scene.sandbox.setFaults([])
            let sets = try await AWSPub.create(scene.context([.sample()]))
            #expect(sets.byName["my-image"]?.count == 2)
        }
    }

    @Test func adoptsWhatARunLeftThatWasBrokenOff() async throws {
        try await withScene { scene in
            let context = try await scene.context([.sample()])
            try await S3(context).uploadFile(scene.source)
            let image = DiskImageLocation(bucket: "images", key: context.sourceSHA256, format: "vmdk")
            let task = try await scene.account.client.importSnapshot(
                image, in: Scene.home, description: "", clientToken: "another", tags: context.snapshotTags(named: context.sourceSHA256))
            var state = task
            while state.status != "completed" {
                state = try #require(try await scene.account.client.describeImportSnapshotTasks(in: Scene.home, ids: [task.id]).first)
            }
            _ = try await AWSPub.create(context)
            #expect(scene.changes["ImportSnapshot"] == 1)
            #expect(try await scene.snapshots().map(\.id) == [state.snapshotID])
            #expect(try await scene.snapshots().map(\.name) == [context.sourceSHA256])
        }
    }

    @Test func takesTheOldestCompletedOfDuplicateSnapshots() async throws {
        try await withScene { scene in
            let context = try await scene.context([.sample(regions: ["us-east-1"])])
            _ = try await AWSPub.create(context)
            let original = try #require(try await scene.snapshots().first)
            for _ in 0..<2 {
                _ = try await scene.account.client.copySnapshot(
                    original.id, from: Scene.home, to: "eu-west-1", description: nil, tags: context.snapshotTags(named: context.sourceSHA256))
            }
            let sets = try await AWSPub.create(scene.context([.sample()]))
            #expect(sets.byName["my-image"]?.count == 2)
            let copies = try await scene.snapshots(in: "eu-west-1")
            #expect(copies.count == 2)
            #expect(try await scene.image("my-image", in: "eu-west-1")?.rootDevice?.snapshotID == copies.preferred?.id)
        }
    }

    @Test func looksBeforeItCopiesAgainWhenAnAnswerIsLost() async throws {
        try await withScene(faults: [FaultRule(.cut, action: "CopySnapshot", times: 1, processed: true)]) { scene in
            _ = try await AWSPub.create(scene.context([.sample()]))
            #expect(try await scene.snapshots(in: "eu-west-1").count == 1)
        }
    }

    @Test func adoptsItsOwnImageWhenTheAnswerToTheRegistrationIsLost() async throws {
        try await withScene(faults: [FaultRule(.cut, action: "RegisterImage", times: 1, processed: true)]) { scene in
            let sets = try await AWSPub.create(scene.context([.sample()]))
            for (region, id) in sets.byName["my-image"] ?? [:] {
                #expect(try await scene.image("my-image", in: Region(region))?.id == id)
            }
            #expect(sets.byName["my-image"]?.count == 2)
        }
    }

    @Test func aRegionThatRefusesDoesNotStopTheOthers() async throws {
        let refusal = FaultRule(.error, action: "CopySnapshot", region: "eu-west-1", code: "OptInRequired", message: "not subscribed", status: 401)
        try await withScene(faults: [refusal]) { scene in
            let context = try await scene.context([.sample(regions: ["us-east-1", "eu-west-1", "eu-west-3"])])
            let error = await #expect(throws: EngineError.self) { try await AWSPub.create(context) }
            #expect(error?.code == .incompleteImageSet)
            #expect(error?.message.contains("eu-west-1") == true)
            #expect(Set(try await AWSPub.list(context).byName["my-image", default: [:]].keys) == ["us-east-1", "eu-west-3"])
        }
    }

    @Test func aMissingBucketIsToldByName() async throws {
        try await withScene { scene in
            let context = try await scene.context([.sample()]) { $0.s3.bucketName = "no-such-bucket" }
            let error = await #expect(throws: EngineError.self) { try await AWSPub.create(context) }
            #expect(error?.code == .bucketMissing)
            #expect(error?.message.contains("no-such-bucket") == true)
        }
    }

    @Test func twoRunsAtOnceEndWithOneSetOfImages() async throws {
        try await withScene { scene in
            let images = [ImageDefinition.sample("image-a"), .sample("image-b")]
            async let first = AWSPub.create(scene.context(images))
            async let second = AWSPub.create(scene.context(images))
            let (one, other) = try await (first, second)
            #expect(one == other)
            #expect(scene.changes["ImportSnapshot"].map { $0 <= 2 } == true)
            #expect(try await scene.snapshots().count == 1)
        }
    }
}
