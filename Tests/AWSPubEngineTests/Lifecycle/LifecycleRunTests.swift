import AWS
import AWSPartition
import AWSSandbox
import CanonicalJSON
import Foundation
import ImageConfig
import OrderedCollections
import Testing

@testable import AWSPubEngine

/// Deprecation and protection in runs, on images that are new and on those that exist.
struct LifecycleRunTests {
    static let image = ImageDefinition.sample(regions: ["us-east-1"])

    static func context(
        _ scene: Scene, days: Int? = nil, protection: Bool? = nil, onChange: ChangePolicy? = nil, _ image: ImageDefinition = image
    ) async throws -> Context {
        try await scene.context([image]) {
            $0.bot.images[ExactText(image.name)] = .init(deprecateAfterDays: days, deregistrationProtection: protection, onChange: onChange)
        }
    }

    /// The days from the creation of the image to its deprecation.
    static func days(_ scene: Scene) async throws -> Int? {
        let found = try #require(try await scene.image("my-image"))
        let created = try #require(found.createdAt)
        return found.deprecatedAt.map { Int(($0.timeIntervalSince(created) / 86400).rounded()) }
    }

    @Test func aNewImageGetsBothAndASecondRunChangesNothing() async throws {
        try await withScene { scene in
            let context = try await Self.context(scene, days: 200, protection: true)
            #expect(try await UnitRunTests.run(context).errors == [])
            #expect(try await Self.days(scene) == 200)
            #expect(try await scene.image("my-image")?.isDeregistrationProtected == true)
            scene.sandbox.clearCalls()
            #expect(try await UnitRunTests.run(context).errors == [])
            #expect(scene.changes == [:])
            #expect(try await AWSPub.verify(context) == ["my-image": [:]])
        }
    }

    @Test func whatIsNotConfiguredCostsNoCall() async throws {
        try await withScene { scene in
            _ = try await UnitRunTests.run(Self.context(scene))
            let names = Set(scene.sandbox.calls().map(\.action))
            #expect(names.filter { $0.contains("Deprecation") || $0.contains("Protection") || $0.contains("DeleteTags") } == [])
        }
    }

    @Test func anImageThatExistsFollowsItsDefinition() async throws {
        try await withScene { scene in
            _ = try await UnitRunTests.run(Self.context(scene))
            let longer = try await Self.context(scene, days: 300, protection: true)
            #expect(try await AWSPub.verify(longer) == ["my-image": ["us-east-1": [.tags, .deprecation, .deregistrationProtection]]])
            _ = try await UnitRunTests.run(longer)
            #expect(try await AWSPub.verify(longer) == ["my-image": [:]])
            _ = try await UnitRunTests.run(Self.context(scene, days: 20, protection: false))
            #expect(try await Self.days(scene) == 20)
            #expect(try await scene.image("my-image")?.isDeregistrationProtected == false)
        }
    }

    @Test func whatARunSetIsTakenBackByARunOnly() async throws {
        try await withScene { scene in
            _ = try await UnitRunTests.run(Self.context(scene, days: 200, protection: true))
            _ = try await AWSPub.create(Self.context(scene))
            #expect(try await Self.days(scene) == 200)
            _ = try await UnitRunTests.run(Self.context(scene))
            let found = try #require(try await scene.image("my-image"))
            #expect(found.deprecationTime == nil)
            #expect(!found.isDeregistrationProtected)
            #expect(!found.tags.contains { $0.key.hasPrefix("awspub-bot:") })
        }
    }

    @Test func whatSomebodyElseSetStays() async throws {
        try await withScene { scene in
            _ = try await UnitRunTests.run(Self.context(scene))
            let id = try #require(try await scene.image("my-image")?.id)
            try await scene.account.client.enableDeprecation(of: id, at: Date().addingTimeInterval(50 * 86400), in: Scene.home)
            try await scene.account.client.setDeregistrationProtection(true, of: id, in: Scene.home)
            _ = try await UnitRunTests.run(Self.context(scene))
            #expect(try await Self.days(scene) == 50)
            #expect(try await scene.image("my-image")?.isDeregistrationProtected == true)
        }
    }

    @Test func aPublicImageIsDeprecatedAfterTwoYears() async throws {
        try await withScene { scene in
            let image = Self.image.with { $0.isPublic = true }
            let context = try await Self.context(scene, days: 3000, image)
            #expect(try await UnitRunTests.run(context).status == .published)
            #expect(try await Self.days(scene) == 730)
            scene.sandbox.clearCalls()
            #expect(try await UnitRunTests.run(context).errors == [])
            #expect(scene.changes == [:])
        }
    }

    @Test func aProtectedImageIsNotReplacedUnlessItsDefinitionEndsTheProtection() async throws {
        try await withScene { scene in
            _ = try await UnitRunTests.run(Self.context(scene, protection: true))
            let changed = Self.image.with { $0.bootMode = .uefi }
            scene.sandbox.clearCalls()
            let refused = try await UnitRunTests.run(Self.context(scene, protection: true, onChange: .replace, changed))
            #expect(refused.status == .failed)
            #expect(refused.errors.first?.message.contains("protected from deregistration") == true)
            #expect(scene.changes == [:])
            let replaced = try await UnitRunTests.run(Self.context(scene, protection: false, onChange: .replace, changed))
            #expect(replaced.errors == [])
            #expect(try await scene.image("my-image")?.bootMode == "uefi")
        }
    }

    @Test func aTemporaryImageThatSomebodyProtectedIsTold() async throws {
        try await withScene { scene in
            let image = Self.image.with { $0.isTemporary = true }
            _ = try await AWSPub.create(Self.context(scene, protection: true, image))
            let id = try #require(try await scene.image("my-image")?.id)
            try await scene.account.client.setDeregistrationProtection(true, of: id, in: Scene.home)
            let outcome = try await UnitRunTests.run(Self.context(scene, image))
            #expect(outcome.errors.map(\.code) == [.imageProtected])
            #expect(outcome.errors.first?.message.contains("end its protection") == true)
            #expect(try await scene.image("my-image") != nil)
        }
    }
}
