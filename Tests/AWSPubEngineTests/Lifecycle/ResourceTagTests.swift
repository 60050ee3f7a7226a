import AWS
import AWSSandbox
import CanonicalJSON
import ImageConfig
import OrderedCollections
import Testing

@testable import AWSPubEngine

/// The bot's tags are on everything it makes.
struct ResourceTagTests {
    static let image = PublishTests.published.with { image in
        image.sns = []
        image.regions = ["us-east-1", "eu-west-1"]
    }

    static func context(_ scene: Scene, commit: String, _ image: ImageDefinition = image) async throws -> Context {
        var context = try await scene.context([image], tags: ["Team": "cloud & more"])
        context.extraTags = ["awspub-bot:config": "images/a&b.yaml", "awspub-bot:commit": commit, "awspub-bot:group": "stable"]
        return context
    }

    @Test func everythingSaysWhichConfigGroupAndCommitMadeIt() async throws {
        try await withScene { scene in
            #expect(try await UnitRunTests.run(Self.context(scene, commit: "c1")).errors == [])
            let state = scene.sandbox.state()
            var tagged: [String: Int] = [:]
            for (region, content) in state["ec2"]?.objectValue ?? [:] {
                for kind in ["images", "snapshots", "imports"] {
                    for (id, resource) in content[kind]?.objectValue ?? [:] {
                        #expect(Self.isTagged(resource["tags"]), "\(id) in \(region)")
                        tagged[kind, default: 0] += 1
                    }
                }
            }
            #expect(tagged == ["images": 2, "snapshots": 2, "imports": 1])
            for (_, parameters) in state["ssm"]?.objectValue ?? [:] { #expect(Self.isTagged(parameters["/images/latest"]?["tags"])) }
            for (_, object) in state["s3"]?["images"]?["objects"]?.objectValue ?? [:] { #expect(Self.isTagged(object["tags"])) }
            let set = try #require(state["marketplace"]?["changeSets"]?.arrayValue?.first)
            #expect(set["tags"]?.arrayValue?.contains(["Key": "awspub-bot:commit", "Value": "c1"]) == true)
        }
    }

    private static func isTagged(_ tags: JSON?) -> Bool {
        tags?["awspub-bot:config"] == "images/a_b.yaml" && tags?["awspub-bot:commit"] == "c1" && tags?["awspub-bot:group"] == "stable"
            && tags?["awspub:source:architecture"] == "x86_64"
    }

    @Test func aParameterThatIsOverwrittenGetsTheTagsOfItsNewValue() async throws {
        try await withScene { scene in
            _ = try await UnitRunTests.run(Self.context(scene, commit: "c1"))
            let other = Self.image.with { image in
                image.name = "another"
                image.marketplace = nil
            }
            let outcome = try await UnitRunTests.run(Self.context(scene, commit: "c2", other))
            #expect(outcome.errors == [])
            let parameter = scene.sandbox.state()["ssm"]?["eu-west-1"]?["/images/latest"]
            #expect(parameter?["value"]?.stringValue == outcome.images["another"]?["eu-west-1"]?.imageID)
            #expect(parameter?["tags"]?["awspub-bot:commit"] == "c2")
            #expect(parameter?["tags"]?["Team"] == "cloud _ more")
        }
    }

    @Test func theCommandsOfAwspubTagNoParameter() async throws {
        try await withScene { scene in
            _ = try await AWSPub.create(scene.context([Self.image]))
            try await AWSPub.publish(scene.context([Self.image]))
            #expect(scene.sandbox.state()["ssm"]?["eu-west-1"]?["/images/latest"]?["tags"] == [:])
        }
    }

    @Test func anObjectHasNoMoreTagsThanS3Takes() async throws {
        try await withScene { scene in
            var context = try await scene.context([Self.image], tags: ["a": "1", "b": "2", "c": "3", "d": "4", "e": "5"])
            context.extraTags = ["awspub-bot:config": "c", "awspub-bot:commit": "c1", "awspub-bot:group": "stable"]
            #expect(context.objectTags.map(\.key).count == 10)
            #expect(context.objectTags.prefix(8).map(\.key).contains("e"))
            #expect(try await UnitRunTests.run(context).errors == [])
        }
    }
}
