import AWS
import AWSPartition
import AWSSandbox
import CanonicalJSON
import ImageConfig
import OrderedCollections
import Testing

@testable import AWSPubEngine

struct PublishTests {
    static let topic = "arn:aws:sns:us-east-1:123456789012:images"

    static let published = ImageDefinition.sample().with { image in
        image.isPublic = true
        image.ssmParameters = [SSMParameterDefinition(name: "/images/latest", description: nil, allowOverwrite: true)]
        image.marketplace = MarketplaceListing(
            entityID: "prod-1", accessRoleARN: "arn:aws:iam::123456789012:role/market", versionTitle: "My version 1.0", releaseNotes: "none",
            userName: "ubuntu", scanningPort: 2222, osName: "UBUNTU", osVersion: "24.04", usageInstructions: "ssh",
            recommendedInstanceType: "m5.large",
            securityGroups: [.init(fromPort: 22, toPort: 22, ipProtocol: "tcp", ipRanges: ["0.0.0.0/0"])])
        image.sns = [["images": SNSTopicMessage(subject: "New image", message: ["default": "There is a new image"], regions: ["us-east-1"])]]
    }

    @Test func publishesEverythingOnceOverReruns() async throws {
        try await withScene(topics: [Self.topic]) { scene in
            let sets = try await AWSPub.create(scene.context([Self.published]))
            scene.sandbox.clearCalls()
            try await AWSPub.publish(scene.context([Self.published]))
            #expect(
                scene.changes == [
                    "ModifyImageAttribute": 2, "ModifySnapshotAttribute": 2, "PutParameter": 2, "StartChangeSet": 1, "Publish": 1,
                ])
            for (region, id) in sets.byName["my-image"] ?? [:] {
                let image = try #require(try await scene.image("my-image", in: Region(region)))
                #expect(image.isPublic)
                let snapshot = try #require(image.rootDevice?.snapshotID)
                #expect(try await scene.account.client.createVolumePermissions(of: snapshot, in: Region(region)) == [.all])
                #expect(try await scene.account.client.getParameters(["/images/latest"], in: Region(region)).map(\.value) == [id])
            }
            scene.sandbox.clearCalls()
            try await AWSPub.publish(scene.context([Self.published]))
            #expect(scene.changes == [:])
        }
    }

    @Test func nothingIsPublishedBeforeEveryRegionHasItsImage() async throws {
        try await withScene(topics: [Self.topic]) { scene in
            _ = try await AWSPub.create(scene.context([Self.published.with { $0.regions = ["us-east-1"] }]))
            scene.sandbox.clearCalls()
            let error = await #expect(throws: EngineError.self) { try await AWSPub.publish(scene.context([Self.published])) }
            #expect(error?.code == .incompleteImageSet)
            #expect(error?.message.contains("eu-west-1") == true)
            #expect(scene.changes == [:])
        }
    }

    @Test func noParameterPointsAtAnImageThatCouldNotBecomePublic() async throws {
        let quota = FaultRule(
            .error, action: "ModifyImageAttribute", region: "eu-west-1", code: "ResourceLimitExceeded", message: "quota", status: 400)
        try await withScene(topics: [Self.topic]) { scene in
            _ = try await AWSPub.create(scene.context([Self.published]))
            scene.sandbox.setFaults([quota])
            scene.sandbox.clearCalls()
            let error = await #expect(throws: EngineError.self) { try await AWSPub.publish(scene.context([Self.published])) }
            #expect(error?.region == "eu-west-1")
            #expect(scene.changes["PutParameter"] == nil)
            #expect(scene.changes["Publish"] == nil)
        }
    }

    @Test func aTemporaryImageIsNeverPublished() async throws {
        try await withScene { scene in
            let image = Self.published.with { $0.isTemporary = true }
            _ = try await AWSPub.create(scene.context([image]))
            scene.sandbox.clearCalls()
            try await AWSPub.publish(scene.context([image]))
            #expect(scene.changes == [:])
        }
    }

    @Test(arguments: [(true, 2), (false, 0)])
    func aParameterIsOverwrittenOnlyWhereAllowed(isAllowed: Bool, writes: Int) async throws {
        try await withScene { scene in
            let image = ImageDefinition.sample().with { image in
                image.ssmParameters = [SSMParameterDefinition(name: "/images/latest", allowOverwrite: isAllowed)]
            }
            let old = image.with { $0.name = "old-image" }
            _ = try await AWSPub.create(scene.context([image, old]))
            try await AWSPub.publish(scene.context([old]))
            scene.sandbox.clearCalls()
            try await AWSPub.publish(scene.context([image]))
            #expect(scene.changes["PutParameter", default: 0] == writes)
        }
    }

    @Test func aRefusedNotificationSaysWhatIsMissing() async throws {
        let refusal = FaultRule(.error, action: "Publish", code: "AuthorizationError", message: "not authorized", status: 403)
        try await withScene(faults: [refusal], topics: [Self.topic]) { scene in
            let image = ImageDefinition.sample().with { $0.sns = Self.published.sns }
            _ = try await AWSPub.create(scene.context([image]))
            let error = await #expect(throws: EngineError.self) { try await AWSPub.publish(scene.context([image])) }
            #expect(error?.code == .notificationFailed)
            #expect(error?.message.contains("sns:Publish") == true)
        }
    }

    @Test func aChangeSetNameKeepsToTheRulesOfTheCatalog() async throws {
        try await withScene { scene in
            let image = Self.published.with { $0.marketplace?.versionTitle = "Größe (1.0) 🚀 " + String(repeating: "x", count: 200) }
            let context = try await scene.context([image])
            let name = try ImageMarketplace(context, imageNamed: "my-image").changeSetName
            #expect(name.hasPrefix("New version request for Gre 1.0  x"))
            #expect(name.unicodeScalars.count == 100)
        }
    }
}
