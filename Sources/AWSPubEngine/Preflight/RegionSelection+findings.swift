import AWS
import AWSPartition
import ImageConfig

extension RegionSelection {
    /// Returns what is wrong with the regions that an image asks for. Those of other partitions are meant for runs in these.
    /// - Parameter known: all regions of the partition.
    func findings(_ image: ImageDefinition, known: [EC2Region]) -> [PreflightFinding] {
        let partition = known.first.map { Partition.containing($0.region) } ?? .aws
        let names = Set(known.map(\.region))
        let mine = unavailable.filter { names.contains($0) || !Partition.isKnown($0) || Partition.containing($0) == partition }
        var findings = mine.map { region in
            names.contains(region)
                ? PreflightFinding(
                    .warning, .regionUnavailable, image: image.name, region: region.rawValue,
                    "the account did not opt in to this region, which is left out; `aws account enable-region --region-name \(region)` opts in")
                : PreflightFinding(
                    .warning, .regionUnknown, image: image.name, region: region.rawValue,
                    "there is no such region in the partition \(partition.id), and it is left out; correct it in `regions`")
        }
        let isElsewhere = !(image.regions ?? []).isEmpty && mine.isEmpty && unavailable.count == Set(image.regions ?? []).count
        if regions.isEmpty, !isElsewhere {
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
        let known = try await session.allRegions()
        return images.flatMap { selection(for: $0, among: known).findings($0, known: known) }
    }

    func selection(for image: ImageDefinition, among known: [EC2Region]) -> RegionSelection {
        RegionSelection(allowed: image.regions, denied: image.regionsDenylist, usable: known.filter(\.isUsable).map(\.region))
    }
}
