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

    public var imageName: String { conf.name }

    /// The name of the snapshot it is registered from: a SHA-256 hex digest of the source, and of what sets the snapshot apart.
    public var snapshotName: String { conf.snapshotName(sourceSHA256: context.source.whole) }

    /// Returns the regions it is wanted in: those configured, or all that the account can use, without those denied.
    public func imageRegions() async throws -> [String] { try await context.regions(of: conf).map(\.rawValue) }

    /// Returns the image where it exists. Changes nothing.
    /// - Returns: by region.
    /// - Throws: `EngineError` when a region has several images of the name.
    public func list() async throws -> [String: ImageInfo] {
        let found = try await context.regions(of: conf).concurrentMap(limit: 100) { region in
            (region.rawValue, try await context.findImage(imageName, in: region))
        }
        return Dictionary(found.compactMap { region, image in image.map { (region, $0.info) } }, uniquingKeysWith: { first, _ in first })
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
    public func publish() async throws { _ = try await Publication(context: context, images: [conf]).run() }

    /// Deregisters a temporary image in all of its regions, unless it is public there. Its snapshot stays.
    public func cleanup() async throws { _ = try await Cleanup(context: context, images: [conf], deletingSnapshots: false).run() }

    /// Compares what is in AWS with the definition. Changes nothing.
    /// - Returns: by region; no entry where everything is right.
    public func verify() async throws -> [String: [ImageVerificationErrors]] {
        try await Verification(context: context).verify(conf)
    }
}

extension Context {
    /// Returns the account's image of a name.
    /// - Throws: `EngineError` when there are several, which EC2 does not allow and other tools may have brought about.
    func findImage(_ name: String, in region: Region) async throws -> EC2Image? {
        let found = try await client.describeImages(in: region, filters: [EC2Filter("name", [name])]).filter { $0.name == name }
        guard found.count < 2 else {
            let ids = found.map(\.id).sorted().joined(separator: ", ")
            throw EngineError(.multipleImages, image: name, region: region.rawValue, "there are \(found.count) images of this name: \(ids)")
        }
        return found.first
    }
}

extension EC2Image {
    var info: ImageInfo { ImageInfo(imageID: id, snapshotID: rootDevice?.snapshotID) }
}
