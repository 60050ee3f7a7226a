import AWS
import AWSPartition
import Digest
import ImageConfig

/// Makes images in all of their regions. Each region goes its own way: it waits for nothing but its own copy of the snapshot, and one that
/// fails does not stop the others.
struct Creation: Sendable {
    let context: Context
    let images: [ImageDefinition]
    var changePolicy: @Sendable (ImageDefinition) -> ChangePolicy = { _ in .keep }

    /// What was made and what could not be.
    struct Outcome: Sendable {
        /// By image name and region.
        var images: [String: [String: ImageInfo]] = [:]
        var failures: [EngineError] = []

        mutating func merge(_ other: Outcome) {
            images.merge(other.images) { $0.merging($1) { first, _ in first } }
            failures += other.failures
        }
    }

    func run() async throws -> Outcome {
        let home = try await context.home()
        var wanted: [String: [Region: [ImageDefinition]]] = [:]
        var outcome = Outcome(images: Dictionary(uniqueKeysWithValues: images.map { ($0.name, [:]) }))
        for image in images {
            let snapshot = image.snapshotName(sourceSHA256: context.source.whole)
            for region in try await context.regions(of: image) { wanted[snapshot, default: [:]][region, default: []].append(image) }
        }
        let parts = try await wanted.map { ($0.key, $0.value) }.concurrentMap(limit: 100) { name, regions in
            try await create(fromSnapshot: name, home: home, regions: regions)
        }
        for part in parts { outcome.merge(part) }
        outcome.failures.sort { ($0.image ?? "", $0.region ?? "") < ($1.image ?? "", $1.region ?? "") }
        return outcome
    }

    private func create(fromSnapshot name: String, home: Region, regions: [Region: [ImageDefinition]]) async throws -> Outcome {
        let original = try await Snapshot(context).create(in: home, named: name)
        let outcomes = try await regions.map { ($0.key, $0.value) }.concurrentMap(limit: 100) { region, images in
            try await isolated(region, images) {
                let snapshot = try await Snapshot(context).copy(original, named: name, from: home, to: region)
                return try await register(images, from: snapshot, in: region)
            }
        }
        return outcomes.reduce(into: Outcome()) { $0.merge($1) }
    }

    private func register(_ images: [ImageDefinition], from snapshot: String, in region: Region) async throws -> Outcome {
        let outcomes = try await images.concurrentMap(limit: 50) { image in
            try await isolated(region, [image]) {
                let info = try await Registration(context: context, image: image, region: region, policy: changePolicy(image)).run(snapshot: snapshot)
                try await Sharing(context: context, image: image).run(info, in: region)
                return Outcome(images: [image.name: [region.rawValue: info]])
            }
        }
        return outcomes.reduce(into: Outcome()) { $0.merge($1) }
    }

    /// Turns a failure in one region into a part of the outcome. Only being cancelled stops everything.
    private func isolated(_ region: Region, _ images: [ImageDefinition], _ work: () async throws -> Outcome) async throws -> Outcome {
        do {
            return try await work()
        } catch is CancellationError {
            throw CancellationError()
        } catch let error as AWSError where error.kind == .cancelled {
            throw CancellationError()
        } catch {
            context.events(EngineEvent(image: images.count == 1 ? images[0].name : nil, region: region.rawValue, .regionFailed(reason: "\(error)")))
            return Outcome(failures: images.map { EngineError(error, image: $0.name, region: region) })
        }
    }
}

extension EngineError {
    /// Takes any error as one of an image in a region.
    init(_ error: any Error, image: String?, region: Region?) {
        if var error = error as? EngineError {
            error.image = error.image ?? image
            error.region = error.region ?? region?.rawValue
            self = error
        } else {
            self.init(.awsFailed, image: image, region: region?.rawValue, "\(error)")
        }
    }
}
