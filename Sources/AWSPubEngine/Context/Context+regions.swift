import AWS
import AWSPartition
import ImageConfig

/// The regions that the account can use, in all partitions that were asked.
struct UsableRegions: Sendable {
    var regions: [Region] = []
    /// Partitions that could not be looked at, by the region that was asked first.
    var unreachable: [Region: EngineError] = [:]
}

extension Context {
    /// Returns the regions of an image.
    /// - Throws: what keeps one of its partitions from being looked at.
    func regions(of image: ImageDefinition) async throws -> [Region] {
        let usable = try await usableRegions(askedIn: starts(of: image))
        if let failure = usable.unreachable.min(by: { $0.key < $1.key }) { throw failure.value }
        return select(image, among: usable)
    }

    /// Returns the regions of images, each with those that are wanted there.
    ///
    /// Of a partition that cannot be looked at there is the region that was asked first: to observe it says why.
    func imagesByRegion(_ images: [ImageDefinition]) async throws -> [Region: [ImageDefinition]] {
        let wanted = images.map { ($0, starts(of: $0)) }
        let usable = try await usableRegions(askedIn: session.starts.filter { start in wanted.contains { $0.1.contains(start) } })
        var regions: [Region: [ImageDefinition]] = [:]
        for (image, starts) in wanted {
            for region in select(image, among: usable) + starts.filter({ usable.unreachable[$0] != nil }) {
                regions[region, default: []].append(image)
            }
        }
        return regions
    }

    /// Returns the usable regions of some partitions. One of several that cannot be looked at is a part of the answer.
    func usableRegions(askedIn starts: [Region]) async throws -> UsableRegions {
        let asked = try await forEachPartition(askedIn: starts) { start in try await session.usableRegions(askedIn: home(askedIn: start)) }
        var usable = UsableRegions()
        for (start, result) in asked {
            switch result {
            case .success(let regions):
                usable.regions += regions
                await session.remember(nil, askedIn: start)
            case .failure(let error):
                usable.unreachable[start] = error
                await session.remember(error, askedIn: start)
            }
        }
        return usable
    }

    /// Returns where the partitions are asked first that an image may have regions in.
    func starts(of image: ImageDefinition) -> [Region] {
        guard session.starts.count > 1 else { return session.starts }
        let denied = Set(image.regionsDenylist ?? [])
        let allowed = (image.regions ?? []).filter { !denied.contains($0) }
        let isAnywhere = image.regions?.isEmpty ?? true
        return session.starts.filter { start in
            let partition = Partition.containing(start)
            return isAnywhere
                ? !partition.knownRegions.allSatisfy { denied.contains($0.rawValue) }
                : allowed.contains { Partition.containing(Region($0)) == partition }
        }
    }

    /// Does something for each of some partitions, all at the same time. What fails in one of several does not stop the others; with a single
    /// account there are no others, and it is thrown.
    func forEachPartition<Value: Sendable>(
        askedIn starts: [Region], _ work: @escaping @Sendable (_ start: Region) async throws -> Value
    ) async throws -> [(start: Region, result: Result<Value, EngineError>)] {
        guard session.starts.count > 1 else {
            var results: [(start: Region, result: Result<Value, EngineError>)] = []
            for start in starts { results.append((start, .success(try await work(start)))) }
            return results
        }
        return try await starts.concurrentMap(limit: starts.count) { start in (start, try await attempt(start) { try await work(start) }) }
    }

    private func select(_ image: ImageDefinition, among usable: UsableRegions) -> [Region] {
        let selection = RegionSelection(allowed: image.regions, denied: image.regionsDenylist, usable: usable.regions)
        let unreachable = Set(usable.unreachable.keys.map { Partition.containing($0) })
        for region in selection.unavailable where !unreachable.contains(.containing(region)) {
            let place = session.starts.count > 1 ? "in any partition that there is an account for" : "in this partition"
            events(EngineEvent(image: image.name, region: region.rawValue, .note("not available to this account \(place); left out")))
        }
        return selection.regions
    }
}
