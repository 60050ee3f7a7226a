import AWS
import AWSPartition

/// What a run knows about the account: looked up once, shared by all images.
actor Session {
    nonisolated let client: AWSClient
    nonisolated let policy: PollPolicy
    /// Where to ask first.
    nonisolated let startRegion: Region
    private var homes: [String: LookedUpOnce<Region>]
    private let regions: LookedUpOnce<[EC2Region]>
    private let identity: LookedUpOnce<CallerIdentity>
    private var told: Set<PreflightFinding> = []
    private var states: [Region: RegionStates] = [:]

    /// - Parameter homes: the regions of buckets that need not be asked for.
    init(client: AWSClient, startRegion: Region, policy: PollPolicy, homes: [String: Region] = [:]) {
        self.client = client
        self.startRegion = startRegion
        self.policy = policy
        self.homes = homes.mapValues { region in LookedUpOnce { region } }
        regions = LookedUpOnce { try await client.describeAllRegions(askedIn: startRegion) }
        identity = LookedUpOnce { try await client.callerIdentity(in: startRegion) }
    }

    /// Returns the region of the bucket, which is where sources become snapshots.
    /// - Throws: `EngineError` when there is no such bucket.
    func home(ofBucket bucket: String) async throws -> Region {
        let home =
            homes[bucket]
            ?? LookedUpOnce { [client, startRegion] in
                guard let region = try await client.region(ofBucket: bucket, askedIn: startRegion) else {
                    throw EngineError(
                        .bucketMissing, "the bucket “\(bucket)” does not exist; create it first, in the region that imports are to run in")
                }
                return region
            }
        homes[bucket] = home
        return try await home.get()
    }

    /// Returns the regions of the partition that the account can use.
    func usableRegions() async throws -> [Region] { try await allRegions().filter(\.isUsable).map(\.region) }

    /// Returns the regions of the partition, those that the account did not opt into included.
    func allRegions() async throws -> [EC2Region] { try await regions.get() }

    /// Remembers that a finding is told; whether it was not before.
    func isNew(_ finding: PreflightFinding) -> Bool { told.insert(finding).inserted }

    /// Returns whose credentials these are.
    func callerIdentity() async throws -> CallerIdentity { try await identity.get() }

    /// Returns the pending things of a region.
    func states(in region: Region) -> RegionStates {
        if let known = states[region] { return known }
        let new = RegionStates(client: client, region: region, policy: policy)
        states[region] = new
        return new
    }
}
