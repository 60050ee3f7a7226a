import AWSPartition

/// Chooses regions: those allowed, or all of the partition, without those denied.
struct RegionSelection: Sendable, Hashable {
    /// The chosen regions in the order of their names.
    let regions: [Region]
    /// Regions that are asked for and that the account cannot use.
    let unavailable: [Region]

    init(allowed: [String]?, denied: [String]?, usable: [Region]) {
        let denied = Set(denied ?? [])
        let allowed = allowed ?? []
        let wanted = allowed.isEmpty ? usable : usable.filter { allowed.contains($0.rawValue) }
        regions = Set(wanted).filter { !denied.contains($0.rawValue) }.sorted()
        let usable = Set(usable)
        unavailable = Set(allowed.map(Region.init(_:))).subtracting(usable).sorted()
    }
}
