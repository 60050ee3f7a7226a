/// An AWS partition: regions that share accounts, credentials and the domain of their endpoints.
///
/// Identifiers, suffixes and regions are those of botocore's `partitions.json` (2026).
public struct Partition: Sendable, Hashable {
    /// The partition's name in ARNs, such as `aws-cn`.
    public let id: String
    /// The domain below which the endpoints of its services lie, such as `amazonaws.com`.
    public let dnsSuffix: String
    /// What the names of its regions start with, up to the first hyphen or longer where partitions share that.
    let regionPrefixes: [String]
    /// The regions that were known when the list was made; others of the same form belong to the partition too.
    public let knownRegions: [Region]
    /// The region that signs for services without regions of their own.
    public let defaultRegion: Region
}

extension Partition {
    /// Returns the partition that a region belongs to: by its name where it is known, by the form of its name otherwise.
    ///
    /// Names of unknown form are taken to be in `aws`, as botocore does.
    public static func containing(_ region: Region) -> Partition {
        byRegion[region]
            ?? all.filter { partition in partition.regionPrefixes.contains { region.rawValue.hasPrefix($0) } }
            .max { $0.longestPrefix < $1.longestPrefix } ?? .aws
    }

    /// Returns the partition of an id, nil when there is none of that name.
    public static func named(_ id: String) -> Partition? { all.first { $0.id == id } }

    /// Whether any partition has a region of that name.
    public static func isKnown(_ region: Region) -> Bool { byRegion[region] != nil }

    private static let byRegion: [Region: Partition] = Dictionary(
        all.flatMap { partition in partition.knownRegions.map { ($0, partition) } }, uniquingKeysWith: { first, _ in first })

    private var longestPrefix: Int { regionPrefixes.map(\.count).max() ?? 0 }
}
