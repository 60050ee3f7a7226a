import AWSPartition
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
        let images = context.config.images(inGroup: group)
        let outcome = try await Creation(context: context, images: images).run()
        guard outcome.failures.isEmpty else {
            let isMade = outcome.images.values.contains { !$0.isEmpty }
            let code = isMade ? .incompleteImageSet : outcome.failures[0].code
            throw EngineError(code, outcome.failures.map(\.description).joined(separator: "\n"))
        }
        return ImageSets(images.map { ($0, outcome.images[$0.name] ?? [:]) }, group: group)
    }

    /// Looks for the images of a group, or all. Changes nothing.
    /// - Returns: the images that exist, by name and by group.
    public static func list(_ context: Context, group: String? = nil) async throws -> ImageSets {
        let images = context.config.images(inGroup: group)
        let found = try await find(images, context)
        return ImageSets(images.map { ($0, found[$0.name] ?? [:]) }, group: group)
    }

    /// Publishes the images of a group, or all, once they are available everywhere.
    /// - Throws: `EngineError` that names everything that failed.
    public static func publish(_ context: Context, group: String? = nil) async throws {
        try check(try await Publication(context: context, images: context.config.images(inGroup: group)).run().failures)
    }

    /// Deregisters the temporary images of a group, or all, where they are not public. Snapshots stay.
    /// - Throws: `EngineError` that names everything that failed, after all else is done.
    public static func cleanup(_ context: Context, group: String? = nil) async throws {
        let cleanup = Cleanup(context: context, images: context.config.images(inGroup: group), deletingSnapshots: false)
        try check(try await cleanup.run().failures)
    }

    /// Compares the images of a group, or all, with their definitions. Changes nothing.
    /// - Returns: what is wrong, by image name and region; an image without problems has an empty entry.
    public static func verify(_ context: Context, group: String? = nil) async throws -> [String: [String: [ImageVerificationErrors]]] {
        try await Verification(context: context).verify(context.config.images(inGroup: group))
    }

    /// Makes one error of several, one a line, so that none goes untold.
    private static func check(_ failures: [EngineError]) throws {
        guard let first = failures.first else { return }
        guard failures.count > 1 else { throw first }
        throw EngineError(first.code, failures.map(\.description).joined(separator: "\n"))
    }

    /// Returns the images that exist, by name and region.
    static func find(_ images: [ImageDefinition], _ context: Context) async throws -> [String: [String: ImageInfo]] {
        let wanted = try await context.imagesByRegion(images)
        let observed = try await context.observe(wanted)
        if let failure = observed.failures.min(by: { $0.key < $1.key }) { throw failure.value }
        var found: [String: [String: ImageInfo]] = [:]
        for (region, definitions) in wanted {
            for definition in definitions { found[definition.name, default: [:]][region.rawValue] = observed.images[region]?[definition.name]?.info }
        }
        return found
    }
}
