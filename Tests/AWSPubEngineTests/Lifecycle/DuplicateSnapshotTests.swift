import AWS
import AWSPartition
import AWSSandbox
import ImageConfig
import Testing

@testable import AWSPubEngine

/// Snapshots that lost answers left: several of one name.
struct DuplicateSnapshotTests {
    static let image = ImageDefinition.sample(regions: ["us-east-1"])

    /// Makes copies of the source's snapshot in its own region, and waits until they are completed.
    private static func copies(_ count: Int, _ scene: Scene, tags: [AWSTag]? = nil) async throws -> [String] {
        let context = try await scene.context([image])
        let original = try #require(try await scene.snapshots().first)
        var ids: [String] = []
        for _ in 0..<count {
            let tags = tags ?? context.snapshotTags(named: context.sourceSHA256)
            let id = try await scene.account.client.copySnapshot(original.id, from: Scene.home, to: Scene.home, description: nil, tags: tags)
            let name = tags.first { $0.key == "Name" }?.value ?? ""
            try await Snapshot(context).waitUntilCompleted(NamedSnapshot(id: id, name: name), in: Scene.home, .new)
            ids.append(id)
        }
        return ids
    }

    @Test func aRunRemovesWhatIsTooMuch() async throws {
        try await withScene { scene in
            _ = try await UnitRunTests.run(scene.context([Self.image]))
            let original = try await scene.snapshots().map(\.id)
            _ = try await Self.copies(2, scene)
            _ = try await AWSPub.create(scene.context([Self.image]))
            #expect(try await scene.snapshots().count == 3)
            #expect(try await UnitRunTests.run(scene.context([Self.image])).errors == [])
            #expect(try await scene.snapshots().map(\.id) == original)
            #expect(try await scene.image("my-image")?.rootDevice?.snapshotID == original.first)
        }
    }

    @Test func whatIsInUseOrMadeElsewhereStays() async throws {
        try await withScene { scene in
            _ = try await UnitRunTests.run(scene.context([Self.image]))
            let context = try await scene.context([Self.image])
            let used = try await Self.copies(1, scene)
            let foreign = try await Self.copies(1, scene, tags: [AWSTag("Name", context.sourceSHA256)])
            let surplus = try await Self.copies(1, scene)
            _ = try await scene.account.client.registerImage(
                ImageRegistration(
                    name: "another", architecture: "x86_64", snapshotID: used[0], rootDeviceName: "/dev/sda1", volumeType: "gp3", volumeSize: 8,
                    bootMode: "uefi"), in: Scene.home)
            let outcome = try await UnitRunTests.run(scene.context([Self.image]))
            #expect(outcome.errors == [])
            #expect(outcome.images["my-image"]?["us-east-1"] != nil)
            let left = try await scene.snapshots().map(\.id)
            #expect(left.count == 3)
            #expect(Set(left).isSuperset(of: used + foreign))
            #expect(!left.contains(surplus[0]))
        }
    }

    @Test func aRefusedDeletionFailsNoRun() async throws {
        let refusal = FaultRule(.error, action: "DeleteSnapshot", code: "UnauthorizedOperation", message: "no", status: 403)
        try await withScene(faults: [refusal]) { scene in
            _ = try await UnitRunTests.run(scene.context([Self.image]))
            _ = try await Self.copies(1, scene)
            #expect(try await UnitRunTests.run(scene.context([Self.image])).errors == [])
            #expect(try await scene.snapshots().count == 2)
        }
    }
}
