import AWS
import AWSPartition

/// What a run knows about the account: looked up once, shared by all images.
actor Session {
    nonisolated let client: AWSClient
    nonisolated let policy: PollPolicy
    /// Where to ask first.
    nonisolated let startRegion: Region
    private var homes: [String: Region]
    private var regions: [Region: [EC2Region]] = [:]
    private var told: Set<PreflightFinding> = []
    private var identity: CallerIdentity?
    private var states: [Region: RegionStates] = [:]

    /// - Parameter homes: the regions of buckets that need not be asked for.
    init(client: AWSClient, startRegion: Region, policy: PollPolicy, homes: [String: Region] = [:]) {
        self.client = client
        self.startRegion = startRegion
        self.policy = policy
        self.homes = homes
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
        try await allRegions(askedIn: region).filter(\.isUsable).map(\.region)
    }

    /// Returns the regions of the partition, those that the account did not opt into included.
    func allRegions(askedIn region: Region) async throws -> [EC2Region] {
        if let known = regions[region] { return known }
        let all = try await client.describeAllRegions(askedIn: region)
        regions[region] = all
        return all
    }

    /// Remembers that a finding is told; whether it was not before.
    func isNew(_ finding: PreflightFinding) -> Bool { told.insert(finding).inserted }

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
