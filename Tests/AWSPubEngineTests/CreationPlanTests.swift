import AWSPartition
import CanonicalJSON
import Digest
import ImageConfig
import OrderedCollections
import Testing

@testable import AWS
@testable import AWSPubEngine

/// Planning is pure: what AWS has goes in, what is done comes out.
struct CreationPlanTests {
    static let region: Region = "eu-west-1"
    static let source = SHA256.digest("disk")
    static let image = ImageDefinition.sample(regions: ["eu-west-1"])
    static let config = PublicationConfig(
        s3: S3Settings(bucketName: "b"), source: SourceSettings(path: "disk.vmdk", architecture: .x86), images: ["my-image": image])

    static func found(bootMode: String = "uefi-preferred", snapshot: String = "snap-1") throws -> EC2Image {
        let text = """
            <item><imageId>ami-1</imageId><name>my-image</name><imageState>available</imageState><architecture>x86_64</architecture>\
            <bootMode>\(bootMode)</bootMode><rootDeviceType>ebs</rootDeviceType><rootDeviceName>/dev/sda1</rootDeviceName>\
            <blockDeviceMapping><item><deviceName>/dev/sda1</deviceName><ebs><snapshotId>\(snapshot)</snapshotId><volumeType>gp3</volumeType>\
            <volumeSize>8</volumeSize></ebs></item></blockDeviceMapping></item>
            """
        return try #require(EC2Image(XMLNode.parse(Array(text.utf8))))
    }

    static func snapshot(_ id: String) throws -> EC2Snapshot {
        try #require(EC2Snapshot(XMLNode.parse(Array("<item><snapshotId>\(id)</snapshotId><status>completed</status></item>".utf8))))
    }

    static func plan(_ image: EC2Image?, snapshots: [String] = ["snap-1"], policy: ChangePolicy = .fail) throws -> CreationPlan {
        var observed = Observation()
        observed.images[region] = image.map { ["my-image": $0] } ?? [:]
        observed.snapshots[region] = [source.hex: try snapshots.map(snapshot)]
        return CreationPlan([region: [Self.image]], observed: observed, config: config, source: source) { _ in policy }
    }

    @Test func registersWhatIsNotThere() throws {
        let plan = try Self.plan(nil, snapshots: [])
        #expect(plan.steps[Self.region]?.map(\.needsSnapshot) == [true])
        #expect(plan.snapshots[Self.source.hex]?[Self.region] == nil)
        #expect(plan.needsSource(in: { _ in true }))
    }

    @Test func needsNoSnapshotForWhatIsThere() throws {
        let plan = try Self.plan(try Self.found())
        #expect(plan.steps[Self.region]?.map(\.needsSnapshot) == [false])
        #expect(plan.failures == [])
    }

    @Test func takesAnyOfDuplicateSnapshotsForRight() throws {
        #expect(try Self.plan(try Self.found(snapshot: "snap-2"), snapshots: ["snap-1", "snap-2"]).failures == [])
    }

    @Test(arguments: [ChangePolicy.fail, .keep, .replace])
    func followsThePolicyForWhatDiffers(policy: ChangePolicy) throws {
        let plan = try Self.plan(try Self.found(bootMode: "legacy-bios"), policy: policy)
        #expect(plan.isRefused == (policy == .fail))
        #expect(plan.failures.map(\.code) == (policy == .fail ? [.imageDiffers] : []))
        #expect(plan.steps[Self.region]?.map(\.needsSnapshot) == (policy == .fail ? nil : [policy == .replace]))
    }

    @Test func anImageOnAnotherSourceDiffers() throws {
        let plan = try Self.plan(try Self.found(snapshot: "snap-of-another-source"))
        #expect(plan.failures.first?.message.contains("snapshot is snap-of-another-source") == true)
    }

    @Test func aRegionThatCannotBeLookedAtIsLeftOut() {
        var observed = Observation()
        observed.failures[Self.region] = EngineError(.awsFailed, "no")
        let plan = CreationPlan([Self.region: [Self.image]], observed: observed, config: Self.config, source: Self.source) { _ in .fail }
        #expect(plan.steps.isEmpty)
        #expect(plan.failures.map(\.image) == ["my-image"])
        #expect(!plan.isRefused)
    }
}
