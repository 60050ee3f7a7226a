import AWS
import AWSPartition
import AWSSandbox
import Digest
import ImageConfig
import OrderedCollections
import TestSupport
import Testing

@testable import AWSPubEngine

/// One run in two partitions, each a sandbox of its own.
struct PartitionsTests {
    struct TwoPartitions: Sendable {
        let global: Scene
        let china: RunningSandbox
        /// The accounts of both.
        let account: AWSAccount
        let chinaAccount: AWSAccount

        func context(_ images: [ImageDefinition]) async throws -> Context { try await global.context(images, account: account) }

        func run(_ images: [ImageDefinition]) async throws -> UnitOutcome {
            try await UnitRun(context: context(images), unit: .named("stable")).run()
        }

        func chinaImage(_ name: String = "my-image", in region: Region = "cn-north-1") async throws -> EC2Image? {
            try await chinaAccount.client.describeImages(in: region, filters: [EC2Filter("name", [name])]).first
        }

        var changes: Int {
            (global.sandbox.calls() + china.calls()).count { call in !["Describe", "Get", "List", "Head"].contains { call.action.hasPrefix($0) } }
        }
    }

    private static let topic = "arn:aws-cn:sns:cn-north-1:999988887777:images"

    private func withPartitions(
        faults: [FaultRule] = [], bucket: String? = "images", _ body: @Sendable (TwoPartitions) async throws -> Void
    ) async throws {
        try await withScene(topics: [PublishTests.topic]) { scene in
            var settings = SandboxConfiguration()
            settings.partition = "aws-cn"
            settings.account = "999988887777"
            settings.buckets = bucket.map { [$0: "cn-northwest-1"] } ?? [:]
            settings.timing.scale = 5
            settings.faults = faults
            settings.topics = [Self.topic]
            try await withSandbox(settings) { china in
                let account = try AWSAccount(environment: [
                    "AWS_ACCESS_KEY_ID": SandboxConfiguration.accessKeyID, "AWS_SECRET_ACCESS_KEY": SandboxConfiguration.secretAccessKey,
                    "AWS_ENDPOINT_URL": china.endpoint, "AWS_REGION": "cn-north-1", "HOME": scene.folder.path,
                ])
                let both = try AWSAccount(joining: [scene.account, account])
                try await body(TwoPartitions(global: scene, china: china, account: both, chinaAccount: account))
            }
        }
    }

    static let image = PublishTests.published.with { image in
        image.regions = ["us-east-1", "eu-west-1", "cn-north-1", "cn-northwest-1", "us-gov-west-1"]
        image.share = ["111122223333", "aws-cn:444455556666"]
        image.sns = [
            ["images": SNSTopicMessage(subject: "New image", message: ["default": "news"], regions: ["us-east-1", "cn-north-1"])]
        ]
    }

    @Test func aUnitIsPublishedInAllPartitionsAndTheResultsAreMerged() async throws {
        try await withPartitions { stage in
            let outcome = try await stage.run([Self.image])
            #expect(outcome.errors == [])
            #expect(outcome.status == .published)
            let regions = ["cn-north-1", "cn-northwest-1", "eu-west-1", "us-east-1"]
            #expect(outcome.images["my-image"]?.keys.sorted() == regions)
            #expect(outcome.publication?.publicRegions == ["my-image": regions])
            #expect(outcome.publication?.parameters["cn-north-1"]?["/images/latest"] == outcome.images["my-image"]?["cn-north-1"]?.imageID)
            #expect(outcome.publication?.notifications.values.sorted() == ["images in cn-north-1", "images in us-east-1"])
            #expect(outcome.publication?.changeSets.keys.map { $0 } == ["my-image"])
            #expect(stage.china.calls().count { $0.action == "Publish" } == 1)
            let imports = stage.china.calls().filter { $0.action == "ImportSnapshot" && $0.parameters["DryRun"] != "true" }
            #expect(imports.map(\.region) == ["cn-northwest-1"])
            #expect(stage.china.calls().allSatisfy { $0.service != "aws-marketplace" && $0.region.hasPrefix("cn-") })
            #expect(stage.global.sandbox.calls().allSatisfy { !$0.region.hasPrefix("cn-") })
        }
    }

    @Test func sharesGoToThoseOfThePartition() async throws {
        try await withPartitions { stage in
            let image = Self.image.with { $0.isPublic = false }
            let outcome = try await stage.run([image])
            let found = try #require(outcome.images["my-image"])
            for (region, expected) in [("us-east-1", "111122223333"), ("cn-north-1", "444455556666")] {
                let info = try #require(found[region])
                #expect(try await stage.account.client.launchPermissions(of: info.imageID, in: Region(region)) == [.user(expected)])
            }
        }
    }

    @Test func aSecondRunChangesNothing() async throws {
        try await withPartitions { stage in
            let first = try await stage.run([Self.image])
            stage.global.sandbox.clearCalls()
            stage.china.clearCalls()
            let second = try await stage.run([Self.image])
            #expect(second.images == first.images)
            #expect(second.status == .published)
            #expect(stage.changes == 0)
        }
    }

    @Test("nothing is public anywhere while a partition fails; what was made stays, and the next run goes on")
    func barrier() async throws {
        let failure = FaultRule(.importFailure, action: "ImportSnapshot", times: 1, message: "no such luck")
        try await withPartitions(faults: [failure]) { stage in
            let outcome = try await stage.run([Self.image])
            #expect(outcome.status == .incomplete)
            #expect(outcome.images["my-image"]?.keys.sorted() == ["eu-west-1", "us-east-1"])
            #expect(outcome.publication == nil)
            #expect(outcome.errors.map(\.region) == ["cn-northwest-1"])
            #expect(try await stage.global.image("my-image")?.isPublic == false)
            let again = try await stage.run([Self.image])
            #expect(again.status == .published, "\(again.errors)")
            #expect(again.images["my-image"]?["us-east-1"] == outcome.images["my-image"]?["us-east-1"])
        }
    }

    @Test("a partition that cannot be used makes the run incomplete, whichever way the config names it", arguments: [true, false])
    func unusablePartition(namesRegions: Bool) async throws {
        try await withPartitions(bucket: nil) { stage in
            let image = Self.image.with { $0.regions = namesRegions ? $0.regions : [] }
            let outcome = try await stage.run([image])
            #expect(outcome.status == .incomplete)
            #expect(outcome.errors.map(\.code) == [.bucketMissing])
            #expect(outcome.errors.map(\.region) == ["cn-north-1"])
            #expect(outcome.errors.first?.message.contains("does not exist in the partition aws-cn") == true)
            #expect(outcome.images["my-image"]?["us-east-1"] != nil)
            #expect(outcome.publication == nil)
            // Images of the other partition alone do not care.
            let elsewhere = try await stage.run([
                Self.image.with { $0.regions = ["us-east-1"] }.with { $0.sns = [] }
            ])
            #expect(elsewhere.status == .published, "\(elsewhere.errors)")
        }
    }

    @Test("a partition that refuses makes the run incomplete and a listing fail", arguments: [true, false])
    func refusingPartition(namesRegions: Bool) async throws {
        let refusal = FaultRule(.error, action: "DescribeRegions", code: "UnauthorizedOperation", message: "no", status: 403)
        try await withPartitions(faults: [refusal]) { stage in
            let image = Self.image.with { $0.regions = namesRegions ? $0.regions : [] }
            let outcome = try await stage.run([image])
            #expect(outcome.status == .incomplete)
            #expect(outcome.errors.map(\.region) == ["cn-north-1"])
            #expect(outcome.errors.first?.message.contains("UnauthorizedOperation") == true)
            #expect(outcome.images["my-image"]?["us-east-1"] != nil)
            #expect(outcome.publication == nil)
            await #expect(throws: EngineError.self) { try await AWSPub.list(stage.context([image])) }
        }
    }

    @Test func listsVerifiesAndCleansUpInAllPartitions() async throws {
        try await withPartitions { stage in
            let image = ImageDefinition.sample(regions: ["us-east-1", "cn-north-1"]).with { $0.isTemporary = true }
            let made = try await AWSPub.create(stage.context([image]))
            #expect(try await AWSPub.list(stage.context([image])) == made)
            #expect(made.byName["my-image"]?.keys.sorted() == ["cn-north-1", "us-east-1"])
            #expect(try await AWSPub.verify(stage.context([image])) == ["my-image": [:]])
            try await AWSPub.cleanup(stage.context([image]))
            #expect(try await stage.chinaImage() == nil)
            #expect(try await stage.global.image("my-image") == nil)
        }
    }

    @Test func regionsAreMissingOnlyWhereNoAccountHasThem() async throws {
        try await withPartitions { stage in
            let context = try await stage.context([Self.image])
            #expect(try await Image(context, named: "my-image").imageRegions() == ["cn-north-1", "cn-northwest-1", "eu-west-1", "us-east-1"])
            let everywhere = try await stage.context([.sample(regions: nil).with { $0.regionsDenylist = ["cn-north-1", "us-west-1"] }])
            let regions = try await Image(everywhere, named: "my-image").imageRegions()
            #expect(regions.contains("cn-northwest-1") && regions.contains("us-west-2"))
            #expect(!regions.contains("cn-north-1") && !regions.contains("us-west-1"))
        }
    }

    @Test("a source in S3 comes to this host, since S3 copies nothing to another partition")
    func sourceInS3() async throws {
        try await withPartitions { stage in
            let context = try await stage.context([Self.image])
            try await S3(context).uploadFile(stage.global.source)
            let sha256 = context.sourceSHA256
            let source = PinnedSource(
                url: "s3://images/\(sha256)", sha256: sha256, account: stage.account, directory: stage.global.folder.path("cache"))
            guard case .file(let path) = try await source.resolve() else { return try #require(Bool(false), "the object was not fetched") }
            #expect(try await FileDigest.compute(path: path).whole.hex == sha256)
            #expect(stage.china.calls().count { $0.action == "CompleteMultipartUpload" } == 1)
        }
    }

    @Test func twoAccountsOfOnePartitionAreRefused() throws {
        let account = try AWSAccount(environment: ["AWS_REGION": "eu-west-1", "HOME": "/nonexistent"])
        #expect(throws: EngineError.self) { try AWSAccount(joining: [account, account]) }
        #expect(throws: EngineError.self) { try AWSAccount(joining: []) }
    }
}
