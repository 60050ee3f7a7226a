import AWSPartition

extension World {
    /// The regions that every account has. Source: <https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html>.
    private static let defaultRegions: Set<String> = [
        "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-southeast-1", "ap-southeast-2", "ca-central-1", "eu-central-1",
        "eu-north-1", "eu-west-1", "eu-west-2", "eu-west-3", "sa-east-1", "us-east-1", "us-east-2", "us-west-1", "us-west-2",
    ]

    /// Every region of the partition, by name.
    private var regions: [String] { (Partition.named(configuration.partition) ?? .aws).knownRegions.map(\.rawValue).sorted() }

    /// `opt-in-not-required`, `opted-in` or `not-opted-in`.
    private func optInStatus(_ region: String) -> String {
        if configuration.partition != "aws" || World.defaultRegions.contains(region) { return "opt-in-not-required" }
        return configuration.optedInRegions.contains { $0 == region || $0 == "*" } ? "opted-in" : "not-opted-in"
    }

    /// Whether the account may use a region.
    func isOpen(region: String) -> Bool { regions.contains(region) && optInStatus(region) != "not-opted-in" }

    mutating func describeRegions(_ call: Call, _ xml: inout XML) throws {
        let names = call.parameters.texts("RegionName")
        if let unknown = names.first(where: { !regions.contains($0) }) {
            throw ServiceError("InvalidParameterValue", "Invalid region names: \(unknown)")
        }
        let showsAll = try call.parameters.flag("AllRegions") ?? false
        let filters = try ResourceFilter.all(call)
        let shown = try regions.filter { region in
            let status = optInStatus(region)
            let endpoint = "ec2.\(region).amazonaws.com"
            return try (names.isEmpty || names.contains(region)) && (showsAll || status != "not-opted-in" || !names.isEmpty)
                && (filters.allSatisfy { filter in
                    try filter.accepts(tags: []) { ["region-name": [region], "opt-in-status": [status], "endpoint": [endpoint]][$0] }
                })
        }
        let suffix = (Partition.named(configuration.partition) ?? .aws).dnsSuffix
        xml.list("regionInfo", shown) { xml, region in
            xml.element("regionName", region)
            xml.element("regionEndpoint", "ec2.\(region).\(suffix)")
            xml.element("optInStatus", optInStatus(region))
        }
    }
}
