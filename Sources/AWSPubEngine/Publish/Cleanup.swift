import AWS
import AWSPartition
import CanonicalJSON
import Digest
import ImageConfig
import OrderedCollections

/// Removes temporary images that are not public.
struct Cleanup: Sendable {
    let context: Context
    let images: [ImageDefinition]
    /// Whether snapshots go with their images, where no other image uses them and none of the config is going to.
    let deletingSnapshots: Bool

    /// What was deregistered and what could not be.
    struct Outcome: Sendable {
        /// The ids by image name and region.
        var removed: [String: [String: String]] = [:]
        var failures: [EngineError] = []
    }

    func run() async throws -> Outcome {
        let wanted = try await context.imagesByRegion(images.filter(\.isTemporary))
        let observed = try await context.observe(wanted)
        var outcome = Outcome(failures: Array(observed.failures.values))
        let found = observed.images.flatMap { region, images in images.values.map { (region, $0) } }
        let done = try await found.concurrentMap(limit: 100) { region, image in
            (region, image, try await context.isolated(region, image: image.name) { try await remove(image, in: region) })
        }
        for (region, image, result) in done {
            switch result {
            case .success(let isRemoved): if isRemoved { outcome.removed[image.name, default: [:]][region.rawValue] = image.id }
            case .failure(let error): outcome.failures.append(error)
            }
        }
        return outcome
    }

    /// Whether a lasting image of the config stands on the same snapshot: another unit's run would have to import or copy it again.
    private func isSharing(_ name: String) -> Bool {
        let snapshot = context.config.images[ExactText(name)]?.snapshotName(sourceSHA256: context.source.whole)
        return context.config.images.values.contains { !$0.isTemporary && $0.snapshotName(sourceSHA256: context.source.whole) == snapshot }
    }

    private func remove(_ found: EC2Image, in region: Region) async throws -> Bool {
        guard !found.isPublic else {
            context.events(EngineEvent(image: found.name, region: region.rawValue, .note("\(found.id) is temporary but public; it is not removed")))
            return false
        }
        guard !found.isDeregistrationProtected else {
            throw EngineError(
                .imageProtected, image: found.name, region: region.rawValue,
                "\(found.id) is temporary but protected from deregistration; end its protection in EC2, then it is removed")
        }
        context.enter(.removing, in: region, image: found.name)
        do {
            try await context.client.deregisterImage(found.id, in: region, deletingSnapshots: deletingSnapshots && !isSharing(found.name))
        } catch {
            // Not found: another run, or an earlier attempt of this call, was faster.
            guard error.kind == .notFound else { throw error }
        }
        context.events(EngineEvent(image: found.name, region: region.rawValue, .deregistered(id: found.id)))
        context.enter(.removed, in: region, image: found.name)
        return true
    }
}
