import AWS
import AWSPartition
import ImageConfig

/// Removes temporary images that are not public.
struct Cleanup: Sendable {
    let context: Context
    let images: [ImageDefinition]
    /// Whether snapshots go with their images, where no other image uses them.
    let deletingSnapshots: Bool

    /// - Returns: the ids of what was deregistered, by image name and region.
    func run() async throws -> [String: [String: String]] {
        var removed: [String: [String: String]] = [:]
        for image in images where image.isTemporary {
            let ids = try await context.regions(of: image).concurrentMap(limit: 100) { region in
                (region.rawValue, try await remove(image, in: region))
            }
            removed[image.name] = Dictionary(ids.compactMap { pair in pair.1.map { (pair.0, $0) } }, uniquingKeysWith: { first, _ in first })
        }
        return removed
    }

    private func remove(_ image: ImageDefinition, in region: Region) async throws -> String? {
        guard let found = try await context.findImage(image.name, in: region) else { return nil }
        guard !found.isPublic else {
            context.events(EngineEvent(image: image.name, region: region.rawValue, .note("\(found.id) is temporary but public; it is not removed")))
            return nil
        }
        do {
            try await context.client.deregisterImage(found.id, in: region, deletingSnapshots: deletingSnapshots)
        } catch {
            // Not found: another run, or an earlier attempt of this call, was faster.
            guard error.kind == .notFound else { throw error }
        }
        context.events(EngineEvent(image: image.name, region: region.rawValue, .deregistered(id: found.id)))
        return found.id
    }
}
