import AWS
import AWSPartition

/// What a run knows about the account: looked up once, shared by all images.
///
/// A region that is asked first stands for its partition: the account has one of each.
actor Session {
    nonisolated let client: AWSClient
    nonisolated let policy: PollPolicy
    /// Where to ask first, for each partition.
    nonisolated let starts: [Region]
    private var homes: [BucketPlace: Region] = [:]
    private var regions: [Region: [Region]] = [:]
    private var identities: [Region: CallerIdentity] = [:]
    private var unreachable: [Region: EngineError] = [:]
    private var states: [Region: RegionStates] = [:]

    private struct BucketPlace: Hashable {
        let bucket: String
        let start: Region
    }

    init(client: AWSClient, starts: [Region], policy: PollPolicy) {
        self.client = client
        self.starts = starts
        self.policy = policy
    }

    /// Returns where to ask first in the partition of a region.
    nonisolated func start(for region: Region) -> Region {
        guard starts.count > 1 else { return starts.first ?? region }
        return starts.first { Partition.containing($0) == Partition.containing(region) } ?? region
    }

    /// Returns the region of a partition's bucket, which is where sources become snapshots.
    /// - Throws: `EngineError` when there is no such bucket.
    func home(ofBucket bucket: String, askedIn start: Region) async throws -> Region {
        let place = BucketPlace(bucket: bucket, start: start)
        if let known = homes[place] { return known }
        guard let region = try await client.region(ofBucket: bucket, askedIn: start) else {
            let partition = starts.count > 1 ? " in the partition \(Partition.containing(start).id)" : ""
            throw EngineError(
                .bucketMissing, "the bucket “\(bucket)” does not exist\(partition); create it first, in the region that imports are to run in")
        }
        homes[place] = region
        return region
    }

    /// Remembers whether a partition could be looked at, the last time that it was tried.
    func remember(_ failure: EngineError?, askedIn start: Region) { unreachable[start] = failure }

    /// - Throws: why the partition could not be looked at, for the region that was asked first.
    func check(_ region: Region) throws { if let failure = unreachable[region] { throw failure } }

    /// Returns the regions of the partition that the account can use.
    func usableRegions(askedIn region: Region) async throws -> [Region] {
        if let known = regions[region] { return known }
        let usable = try await client.describeRegions(askedIn: region)
        regions[region] = usable
        return usable
    }

    /// Returns whose credentials these are.
    func callerIdentity(askedIn region: Region) async throws -> CallerIdentity {
        let start = start(for: region)
        if let known = identities[start] { return known }
        let found = try await client.callerIdentity(in: region)
        identities[start] = found
        return found
    }

    /// Returns the pending things of a region.
    func states(in region: Region) -> RegionStates {
        if let known = states[region] { return known }
        let new = RegionStates(client: client, region: region)
        states[region] = new
        return new
    }
}
