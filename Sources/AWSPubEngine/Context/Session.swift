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
    private var homes: [BucketPlace: LookedUpOnce<Region>] = [:]
    private var regions: [Region: LookedUpOnce<[EC2Region]>] = [:]
    private var identities: [Region: LookedUpOnce<CallerIdentity>] = [:]
    private var unreachable: [Region: EngineError] = [:]
    private var told: Set<PreflightFinding> = []
    private var states: [Region: RegionStates] = [:]

    private struct BucketPlace: Hashable {
        let bucket: String
        let start: Region
    }

    /// - Parameter bucket: one that is taken to be where each partition is asked first, whether it exists or not.
    init(client: AWSClient, starts: [Region], policy: PollPolicy, assuming bucket: String? = nil) {
        self.client = client
        self.starts = starts
        self.policy = policy
        guard let bucket else { return }
        for start in starts { homes[BucketPlace(bucket: bucket, start: start)] = LookedUpOnce { start } }
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
        let known =
            homes[place]
            ?? LookedUpOnce { [client, starts] in
                if let region = try await client.region(ofBucket: bucket, askedIn: start) { return region }
                let partition = starts.count > 1 ? " in the partition \(Partition.containing(start).id)" : ""
                throw EngineError(
                    .bucketMissing, "the bucket “\(bucket)” does not exist\(partition); create it first, in the region that imports are to run in")
            }
        homes[place] = known
        return try await known.get()
    }

    /// Remembers whether a partition could be looked at, the last time that it was tried.
    func remember(_ failure: EngineError?, askedIn start: Region) { unreachable[start] = failure }

    /// - Throws: why the partition could not be looked at, for the region that was asked first.
    func check(_ region: Region) throws { if let failure = unreachable[region] { throw failure } }

    /// Returns the regions of a partition, those that the account did not opt into included.
    func allRegions(askedIn start: Region) async throws -> [EC2Region] {
        let known = regions[start] ?? LookedUpOnce { [client] in try await client.describeAllRegions(askedIn: start) }
        regions[start] = known
        return try await known.get()
    }

    /// Remembers that a finding is told; whether it was not before.
    func isNew(_ finding: PreflightFinding) -> Bool { told.insert(finding).inserted }

    /// Returns whose credentials these are.
    func callerIdentity(askedIn region: Region) async throws -> CallerIdentity {
        let start = start(for: region)
        let known = identities[start] ?? LookedUpOnce { [client] in try await client.callerIdentity(in: start) }
        identities[start] = known
        return try await known.get()
    }

    /// Returns the pending things of a region.
    func states(in region: Region) -> RegionStates {
        if let known = states[region] { return known }
        let new = RegionStates(client: client, region: region, policy: policy)
        states[region] = new
        return new
    }
}
