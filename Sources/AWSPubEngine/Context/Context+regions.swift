import AWS
import AWSPartition
import ImageConfig

/// The regions of all partitions that were asked.
struct UsableRegions: Sendable {
    /// Those that the account did not opt into included.
    var known: [EC2Region] = []
    /// Partitions that could not be looked at, by the region that was asked first.
    var unreachable: [Region: EngineError] = [:]

    /// Those that the account can use.
    var regions: [Region] { known.filter(\.isUsable).map(\.region) }
}

extension Context {
    /// Returns the regions of an image.
    /// - Throws: what keeps one of its partitions from being looked at.
    func regions(of image: ImageDefinition) async throws -> [Region] {
        let usable = try await usableRegions(askedIn: starts(of: image))
        if let failure = usable.unreachable.min(by: { $0.key < $1.key }) { throw failure.value }
        return await select(image, among: usable)
    }

    /// Returns the regions of images, each with those that are wanted there.
    ///
    /// Of a partition that cannot be looked at there is the region that was asked first: to observe it says why.
    func imagesByRegion(_ images: [ImageDefinition]) async throws -> [Region: [ImageDefinition]] {
        let wanted = images.map { ($0, starts(of: $0)) }
        let usable = try await usableRegions(askedIn: session.starts.filter { start in wanted.contains { $0.1.contains(start) } })
        var regions: [Region: [ImageDefinition]] = [:]
        for (image, starts) in wanted {
            for region in await select(image, among: usable) + starts.filter({ usable.unreachable[$0] != nil }) {
                regions[region, default: []].append(image)
            }
        }
        return regions
    }

    /// Returns the usable regions of some partitions. One of several that cannot be looked at is a part of the answer.
    func usableRegions(askedIn starts: [Region]) async throws -> UsableRegions {
        let asked = try await forEachPartition(askedIn: starts) { start in
            // Without its bucket a partition is of no use.
            async let home = home(askedIn: start)
            let regions = try await session.allRegions(askedIn: start)
            _ = try await home
            return regions
        }
        var usable = UsableRegions()
        for (start, result) in asked {
            switch result {
            case .success(let regions):
                usable.known += regions
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

    private func select(_ image: ImageDefinition, among usable: UsableRegions) async -> [Region] {
        let selection = selection(for: image, among: usable)
        await tell(selection.findings(image, among: usable))
        return selection.regions
    }

    /// Returns the partitions that a plan has steps in, by where they are asked first; a single one in any case.
    func starts(of plan: CreationPlan) -> [Region] {
        guard session.starts.count > 1 else { return session.starts }
        let reached = Set(plan.steps.keys.map(session.start))
        return session.starts.filter(reached.contains)
    }
}
