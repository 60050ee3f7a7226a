/// Somebody an image is shared with.
public enum ShareTarget: Sendable, Hashable {
    case account(String)
    case organization(arn: String)
    case organizationalUnit(arn: String)
}

extension ShareTarget {
    /// Splits an entry of a `share` list into its partition and whom it names. An ARN names its partition itself; else it may stand before a
    /// colon; else it is `aws`.
    public static func parse(_ entry: String) -> (partition: String, target: ShareTarget) {
        let (partition, rest) = split(entry)
        if rest.contains(":organization/o-") { return (partition, .organization(arn: rest)) }
        if rest.contains(":ou/o-") { return (partition, .organizationalUnit(arn: rest)) }
        return (partition, .account(rest))
    }

    static func split(_ entry: String) -> (partition: String, rest: String) {
        let fields = entry.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
        if entry.hasPrefix("arn:") { return (fields.count > 1 ? String(fields[1]) : "", entry) }
        if entry.hasPrefix("aws"), let colon = entry.firstIndex(of: ":") {
            return (String(entry[..<colon]), String(entry[entry.index(after: colon)...]))
        }
        return ("aws", entry)
    }
}

extension ImageDefinition {
    /// Returns whom the image is shared with in a partition, in the order of the config.
    /// - Parameter partition: such as `aws-cn`.
    public func shareTargets(inPartition partition: String) -> [ShareTarget] {
        (share ?? []).map(ShareTarget.parse).filter { $0.partition == partition }.map(\.target)
    }
}
