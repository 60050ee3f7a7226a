import AWS
import AWSPartition
import Digest
import ImageConfig

/// What AWS has of some images, asked for with one call for all that lie in a region.
struct Observation: Sendable {
    /// The images that exist, by region and name.
    var images: [Region: [String: EC2Image]] = [:]
    /// Pending and completed snapshots, by region and name.
    var snapshots: [Region: [String: [EC2Snapshot]]] = [:]
    /// Regions that could not be looked at.
    var failures: [Region: EngineError] = [:]
}

extension Context {
    /// Looks at what there is. A region that refuses is a part of the answer.
    /// - Parameter withSnapshots: whether the snapshots that images would stand on are looked for too.
    func observe(_ wanted: [Region: [ImageDefinition]], withSnapshots: Bool = false) async throws -> Observation {
        let looked = try await wanted.map { ($0.key, $0.value) }.concurrentMap(limit: 100) { region, images in
            enter(.looking, in: region)
            let result = try await isolated(region) { try await look(for: images, in: region, withSnapshots: withSnapshots) }
            if case .success = result { enter(.waiting, in: region) }
            return (region, result)
        }
        var observation = Observation()
        for (region, result) in looked {
            switch result {
            case .success(let found): (observation.images[region], observation.snapshots[region]) = found
            case .failure(let error): observation.failures[region] = error
            }
        }
        return observation
    }

    private func look(
        for images: [ImageDefinition], in region: Region, withSnapshots: Bool
    ) async throws -> ([String: EC2Image], [String: [EC2Snapshot]]) {
        try await session.check(region)
        async let found = findImages(images.map(\.name), in: region)
        guard withSnapshots else { return (try await found, [:]) }
        let names = Set(images.map { $0.snapshotName(sourceSHA256: source.whole) })
        let snapshots = try await Snapshot(self).findAll(names.sorted(), in: region)
        return (try await found, Dictionary(grouping: snapshots) { $0.name ?? "" })
    }

    /// Returns the account's images of some names.
    /// - Throws: `EngineError` when there are several of one, which EC2 does not allow and other tools may have brought about.
    func findImages(_ names: [String], in region: Region) async throws -> [String: EC2Image] {
        let found = try await EC2Filter.slices(of: names) { try await client.describeImages(in: region, filters: [EC2Filter("name", $0)]) }
        let wanted = Set(names)
        var byName: [String: EC2Image] = [:]
        for image in found where wanted.contains(image.name) {
            if let other = byName.updateValue(image, forKey: image.name) {
                let ids = [image.id, other.id].sorted().joined(separator: " and ")
                throw EngineError(.multipleImages, image: image.name, region: region.rawValue, "there is more than one of this name: \(ids)")
            }
        }
        return byName
    }

    /// Returns the account's image of a name.
    func findImage(_ name: String, in region: Region) async throws -> EC2Image? { try await findImages([name], in: region)[name] }

    /// Turns what fails in one region into a value, so that the others go on. Only being cancelled stops everything.
    func isolated<Value: Sendable>(_ region: Region, image: String? = nil, _ work: () async throws -> Value) async throws -> Result<
        Value, EngineError
    > {
        let result = try await attempt(region, image: image, work)
        if case .failure(let error) = result { events(EngineEvent(image: image, region: region.rawValue, .regionFailed(reason: error.message))) }
        return result
    }

    /// The same, without telling of it.
    func attempt<Value: Sendable>(_ region: Region, image: String? = nil, _ work: () async throws -> Value) async throws -> Result<
        Value, EngineError
    > {
        try await EngineError.attempt(image: image, region: region, work)
    }
}
