import AWSPartition
import AWSSandbox
import CanonicalJSON
import ImageConfig
import OrderedCollections
import TestSupport
import Testing

@testable import AWS
@testable import AWSPubEngine

struct VerifyTests {
    static let region: Region = "us-east-1"
    static let image = ImageDefinition.sample(regions: ["us-east-1"])

    struct Deviation: Sendable, CustomTestStringConvertible {
        let error: ImageVerificationErrors
        let change: @Sendable (inout ImageDefinition) -> Void

        var testDescription: String { error.rawValue }
    }

    @Test func findsNothingWrongWithWhatWasJustMade() async throws {
        try await withScene { scene in
            _ = try await AWSPub.create(scene.context([Self.image]))
            #expect(try await AWSPub.verify(scene.context([Self.image])) == ["my-image": [:]])
        }
    }

    @Test(arguments: [
        Deviation(error: .notExist) { $0.name = "another" },
        Deviation(error: .bootMode) { $0.bootMode = .uefi },
        Deviation(error: .rootDeviceName) { $0.rootDeviceName = "/dev/xvda" },
        Deviation(error: .rootDeviceVolumeType) { $0.rootDeviceVolumeType = .gp2 },
        Deviation(error: .rootDeviceVolumeSize) { $0.rootDeviceVolumeSize = 16 },
        Deviation(error: .tpmSupport) { $0.tpmSupport = "v2.0" },
        Deviation(error: .imdsSupport) { $0.imdsSupport = "v2.0" },
        Deviation(error: .tags) { $0.tags = ["Team": "cloud"] },
        Deviation(error: .description) { $0.description = "Another text" },
        Deviation(error: .billingProducts) { $0.billingProducts = ["bp-1"] },
        Deviation(error: .rootDeviceSnapshot) { $0.separateSnapshot = true },
        Deviation(error: .launchPermission) { $0.share = ["111122223333"] },
        Deviation(error: .publicState) { $0.isPublic = true },
        Deviation(error: .ssmParameter) { $0.ssmParameters = [SSMParameterDefinition(name: "/images/latest")] },
    ])
    func finds(_ deviation: Deviation) async throws {
        try await withScene { scene in
            _ = try await AWSPub.create(scene.context([Self.image]))
            let wanted = Self.image.with(deviation.change)
            scene.sandbox.clearCalls()
            let found = try await AWSPub.verify(scene.context([wanted]))
            #expect(found == [wanted.name: ["us-east-1": [deviation.error]]])
            #expect(scene.changes == [:])
        }
    }

    @Test func findsAnotherArchitecture() async throws {
        try await withScene { scene in
            _ = try await AWSPub.create(scene.context([Self.image]))
            let found = try await AWSPub.verify(scene.context([Self.image]) { $0.source.architecture = .arm })
            #expect(found["my-image"]?["us-east-1"]?.contains(.architecture) == true)
        }
    }

    @Test func findsAnotherSource() async throws {
        try await withScene { scene in
            _ = try await AWSPub.create(scene.context([Self.image]))
            let other = try scene.folder.write("another disk", to: "other/disk.vmdk")
            let found = try await AWSPub.verify(scene.context([Self.image], source: other))
            #expect(found["my-image"]?["us-east-1"] == [.rootDeviceSnapshot, .tags])
        }
    }

    @Test func findsAnImageThatIsNotAvailableYet() async throws {
        try await withScene { scene in
            let context = try await scene.context([Self.image])
            try await S3(context).uploadFile(scene.source)
            let snapshot = try await Snapshot(context).create(in: Self.region, named: context.sourceSHA256)
            scene.sandbox.configure { $0.timing.registerImage = 3600 }
            _ = try await scene.account.client.registerImage(
                ImageRegistration(
                    name: "my-image", description: "An image", architecture: "x86_64", snapshotID: snapshot, rootDeviceName: "/dev/sda1",
                    volumeType: "gp3", volumeSize: 8, bootMode: "uefi-preferred", tags: context.imageTags(Self.image)), in: Self.region)
            #expect(try await AWSPub.verify(context)["my-image"]?["us-east-1"] == [.stateNotAvailable])
        }
    }

    /// EC2 itself refuses to register such images today; older accounts have them.
    @Test func findsAnImageWithoutAVolumeAndWithoutASnapshot() throws {
        let text = """
            <item><imageId>ami-1</imageId><name>my-image</name><imageState>available</imageState><architecture>x86_64</architecture>\
            <bootMode>uefi-preferred</bootMode><rootDeviceType>instance-store</rootDeviceType><rootDeviceName>/dev/sda1</rootDeviceName></item>
            """
        let found = try #require(EC2Image(XMLNode.parse(Array(text.utf8))))
        let config = PublicationConfig(
            s3: S3Settings(bucketName: "b"), source: SourceSettings(path: "disk.vmdk", architecture: .x86), images: ["my-image": Self.image])
        let kinds = ImageComparison(image: Self.image, config: config, snapshots: ["snap-1"]).fixedDifferences(of: found).map(\.kind)
        #expect(kinds == [.rootDeviceType, .rootDeviceVolumeType, .rootDeviceVolumeSize, .rootDeviceSnapshot])
    }

    /// EC2 registers no image from a snapshot that is not completed; snapshots can turn `recoverable` or end in an error later.
    @Test(arguments: ["pending", "error", "recoverable"])
    func findsASnapshotThatIsNotComplete(state: String) async throws {
        try await withScene { scene in
            let context = try await scene.context([Self.image])
            _ = try await AWSPub.create(context)
            let found = try #require(try await scene.image("my-image"))
            let text = "<item><snapshotId>snap-1</snapshotId><status>\(state)</status></item>"
            let snapshot = try #require(EC2Snapshot(XMLNode.parse(Array(text.utf8))))
            #expect(Verification(context: context).ownErrors(Self.image, found, snapshot).contains(.rootDeviceSnapshotNotComplete))
        }
    }
}
