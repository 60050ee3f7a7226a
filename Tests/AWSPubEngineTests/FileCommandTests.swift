import TestSupport
import Testing

@testable import AWSPubEngine

struct FileCommandTests {
    @Test func makesPublishesAndRemovesWhatAConfigFileSays() async throws {
        try await withScene { scene in
            let config = try scene.folder.write(
                """
                awspub:
                  s3: {bucket_name: images}
                  source: {path: disk.vmdk, architecture: x86_64}
                  images:
                    "image-$serial": {boot_mode: uefi, regions: [eu-west-1], temporary: true}
                """, to: "config.yaml")
            let mapping = try scene.folder.write("serial: '7'\n", to: "mapping.yaml")
            let sets = try await AWSPub.create(config: config, configMapping: mapping, group: nil, account: scene.account)
            #expect(sets.byName.keys.map { $0 } == ["image-7"])
            #expect(try await AWSPub.list(config: config, configMapping: mapping, group: nil, account: scene.account) == sets)
            #expect(try await AWSPub.verify(config: config, configMapping: mapping, group: nil, account: scene.account) == ["image-7": [:]])
            try await AWSPub.publish(config: config, configMapping: mapping, group: nil, account: scene.account)
            try await AWSPub.cleanup(config: config, configMapping: mapping, group: nil, account: scene.account)
            let left = try await AWSPub.list(config: config, configMapping: mapping, group: nil, account: scene.account)
            #expect(left.byName == ["image-7": [:]])
        }
    }

    @Test func tellsEveryProblemOfAConfig() async throws {
        try await withScene { scene in
            let config = try scene.folder.write("awspub: {s3: {}, source: {path: 1}}\n", to: "config.yaml")
            let error = await #expect(throws: EngineError.self) {
                try await AWSPub.list(config: config, configMapping: nil, group: nil, account: scene.account)
            }
            #expect(error?.code == .invalidConfig)
            #expect(error?.message.contains("awspub.source.path") == true)
        }
    }
}
