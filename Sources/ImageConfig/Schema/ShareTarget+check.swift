extension ShareTarget {
    /// Returns what is wrong with an entry of a `share` list, nil when nothing is.
    static func problem(with entry: String) -> String? {
        let (partition, rest) = split(entry)
        guard isAccount(rest) || isOrganization(rest) else {
            return "“\(entry.prefix(80))” is neither an account of twelve digits in quotes, nor the ARN of an organization or an organizational unit"
        }
        let known = ["aws", "aws-cn", "aws-us-gov"]
        guard known.contains(partition) else { return "the partition “\(partition.prefix(40))” is not one of \(known.joined(separator: ", "))" }
        // An ARN behind another partition's name would be shared with nobody.
        if rest.hasPrefix("arn:"), rest.split(separator: ":")[1] != partition { return "the ARN is of another partition than “\(partition)”" }
        return nil
    }

    private static func isAccount(_ text: String) -> Bool { text.utf8.count == 12 && text.utf8.allSatisfy { (0x30...0x39).contains($0) } }

    private static func isOrganization(_ text: String) -> Bool {
        let organization = /arn:aws(-cn)?(-us-gov)?:organizations::[0-9]{12}:organization\/o-[a-z0-9]{10,32}/
        let unit = /arn:aws(-cn)?(-us-gov)?:organizations::[0-9]{12}:ou\/o-[a-z0-9]{10,32}\/ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}/
        return text.wholeMatch(of: organization) != nil || text.wholeMatch(of: unit) != nil
    }
}
