import AWS
import AWSPartition

/// What a run knows about the account: looked up once, shared by all images.
actor Session {
    nonisolated let client: AWSClient
    nonisolated let policy: PollPolicy
    private let startRegion: Region
    private var homes: [String: Region] = [:]
    private var regions: [Region: [Region]] = [:]
    private var identity: CallerIdentity?
    private var states: [Region: RegionStates] = [:]

    init(client: AWSClient, startRegion: Region, policy: PollPolicy) {
        self.client = client
        self.startRegion = startRegion
        self.policy = policy
    }

    /// Returns the region of the bucket, which is where sources become snapshots.
    /// - Throws: `EngineError` when there is no such bucket.
    func home(ofBucket bucket: String) async throws -> Region {
        if let known = homes[bucket] { return known }
        guard let region = try await client.region(ofBucket: bucket, askedIn: startRegion) else {
            throw EngineError(.bucketMissing, "the bucket “\(bucket)” does not exist; create it first, in the region that imports are to run in")
        }
        homes[bucket] = region
        return region
    }

    /// Returns the regions of the partition that the account can use.
    func usableRegions(askedIn region: Region) async throws -> [Region] {
        if let known = regions[region] { return known }
        let usable = try await client.describeRegions(askedIn: region)
        regions[region] = usable
        return usable
    }

    /// Returns whose credentials these are.
    func callerIdentity(askedIn region: Region) async throws -> CallerIdentity {
        if let identity { return identity }
        let found = try await client.callerIdentity(in: region)
        identity = found
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
