import AWS
import AWSPartition
import Digest
public import ImageConfig

/// One machine image of a config, in all of its regions.
public struct Image: Sendable {
    let context: Context
    /// The definition in the config.
    public let conf: ImageDefinition

    /// - Throws: `EngineError` when the config has no image of that name.
    public init(_ context: Context, named name: String) throws(EngineError) {
        self.context = context
        conf = try context.definition(of: name)
    }

    /// The image's name.
    public var imageName: String { conf.name }

    /// The name of the snapshot it is registered from: a SHA-256 hex digest of the source, and of what sets the snapshot apart.
    public var snapshotName: String { conf.snapshotName(sourceSHA256: context.source.whole) }

    /// Returns the regions it is wanted in: those configured, or all that the account can use, without those denied.
    public func imageRegions() async throws -> [String] { try await context.regions(of: conf).map(\.rawValue) }

    /// Returns the image where it exists. Changes nothing.
    /// - Returns: by region.
    /// - Throws: `EngineError` when a region has several images of the name.
    public func list() async throws -> [String: ImageInfo] {
        try await AWSPub.find([conf], context)[imageName] ?? [:]
    }

    /// Makes the image in all of its regions, unless it is there, and shares it.
    /// - Returns: by region.
    /// - Throws: `EngineError` when a region is missing in the end.
    public func create() async throws -> [String: ImageInfo] {
        let outcome = try await Creation(context: context, images: [conf]).run()
        if let failure = outcome.failures.first {
            throw EngineError(.incompleteImageSet, image: failure.image, region: failure.region, failure.message)
        }
        return outcome.images[imageName] ?? [:]
    }

    /// Publishes the image where it is ready in every region: public, SSM parameters, Marketplace version, notifications.
    ///
    /// A temporary image is never published. Nothing is taken back by this.
    /// - Throws: `EngineError` for the first thing that failed.
    public func publish() async throws {
        if let failure = try await Publication(context: context, images: [conf]).run().failures.first { throw failure }
    }

    /// Deregisters a temporary image in all of its regions, unless it is public there. Its snapshot stays.
    /// - Throws: `EngineError` for the first region that failed.
    public func cleanup() async throws {
        if let failure = try await Cleanup(context: context, images: [conf], deletingSnapshots: false).run().failures.first { throw failure }
    }

    /// Compares what is in AWS with the definition. Changes nothing.
    /// - Returns: by region; no entry where everything is right.
    public func verify() async throws -> [String: [ImageVerificationErrors]] {
        try await Verification(context: context).verify([conf])[imageName] ?? [:]
    }
}

extension EC2Image {
    var info: ImageInfo { ImageInfo(imageID: id, snapshotID: rootDevice?.snapshotID) }
}
