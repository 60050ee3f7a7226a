import AWS
import AWSPartition
import ImageConfig

extension RegionSelection {
    /// Returns what is wrong with the regions that an image asks for. Those of other partitions are meant for runs in these.
    /// - Parameter known: all regions of the partitions that could be looked at.
    func findings(_ image: ImageDefinition, among usable: UsableRegions) -> [PreflightFinding] {
        let partitions = Set(usable.known.map { Partition.containing($0.region).id })
        let names = Set(usable.known.map(\.region))
        let mine = unavailable.filter { names.contains($0) || !Partition.isKnown($0) || partitions.contains(Partition.containing($0).id) }
        var findings = mine.map { region in
            names.contains(region)
                ? PreflightFinding(
                    .warning, .regionUnavailable, image: image.name, region: region.rawValue,
                    "the account did not opt in to this region, which is left out; `aws account enable-region --region-name \(region)` opts in")
                : PreflightFinding(
                    .warning, .regionUnknown, image: image.name, region: region.rawValue,
                    "there is no such region in the partition \(partitions.sorted().joined(separator: " or ")), and it is left out; correct it in `regions`"
                )
        }
        let isElsewhere = !(image.regions ?? []).isEmpty && mine.isEmpty && unavailable.count == Set(image.regions ?? []).count
        if regions.isEmpty, !isElsewhere, usable.unreachable.isEmpty {
            findings.append(
                PreflightFinding(
                    .error, .noRegions, image: image.name,
                    "no region is left for it; name one in `regions` that the account can use and that `regions_denylist` does not take away"))
        }
        return findings
    }
}

extension Context {
    /// Returns what is wrong with the regions of images.
    func regionFindings(_ images: [ImageDefinition]) async throws -> [PreflightFinding] {
        let usable = try await usableRegions(askedIn: session.starts)
        return images.flatMap { selection(for: $0, among: usable).findings($0, among: usable) }
    }

    func selection(for image: ImageDefinition, among usable: UsableRegions) -> RegionSelection {
        RegionSelection(allowed: image.regions, denied: image.regionsDenylist, usable: usable.regions)
    }
}
