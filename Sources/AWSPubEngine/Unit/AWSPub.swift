import ImageConfig

/// The five commands of awspub on a loaded config.
///
/// ```swift
/// let sets = try await AWSPub.create(context, group: "stable")
/// print(sets.byName["my-image"]?["eu-west-1"] ?? "not there")
/// ```
public enum AWSPub {
    /// Uploads the source, and makes the images of a group, or all, in all of their regions.
    /// - Returns: the images by name and by group.
    /// - Throws: `EngineError`; `incompleteImageSet` when regions are missing in the end, after all others are done.
    public static func create(_ context: Context, group: String? = nil) async throws -> ImageSets {
        try await S3(context).uploadFile(context.config.source.path)
        let images = context.config.images(inGroup: group)
        let outcome = try await Creation(context: context, images: images).run()
        guard outcome.failures.isEmpty else {
            throw EngineError(.incompleteImageSet, outcome.failures.map(\.description).joined(separator: "; "))
        }
        return ImageSets(images.map { ($0, outcome.images[$0.name] ?? [:]) }, group: group)
    }

    /// Looks for the images of a group, or all. Changes nothing.
    /// - Returns: the images that exist, by name and by group.
    public static func list(_ context: Context, group: String? = nil) async throws -> ImageSets {
        let found = try await context.config.images(inGroup: group).concurrentMap(limit: 20) { image in
            (image: image, regions: try await Image(context, named: image.name).list())
        }
        return ImageSets(found, group: group)
    }

    /// Publishes the images of a group, or all, once they are available everywhere.
    public static func publish(_ context: Context, group: String? = nil) async throws {
        _ = try await Publication(context: context, images: context.config.images(inGroup: group)).run()
    }

    /// Deregisters the temporary images of a group, or all, where they are not public. Snapshots stay.
    public static func cleanup(_ context: Context, group: String? = nil) async throws {
        _ = try await Cleanup(context: context, images: context.config.images(inGroup: group), deletingSnapshots: false).run()
    }

    /// Compares the images of a group, or all, with their definitions. Changes nothing.
    /// - Returns: what is wrong, by image name and region; an image without problems has an empty entry.
    public static func verify(_ context: Context, group: String? = nil) async throws -> [String: [String: [ImageVerificationErrors]]] {
        let found = try await context.config.images(inGroup: group).concurrentMap(limit: 20) { image in
            (image.name, try await Image(context, named: image.name).verify())
        }
        return Dictionary(found, uniquingKeysWith: { first, _ in first })
    }
}
