package import AWSPartition

/// A region as EC2 shows it to an account.
package struct EC2Region: Sendable, Hashable {
    package let region: Region
    /// Whether the account can use it: it needs no opting in, or the account opted in.
    package let isUsable: Bool
}

extension AWSClient {
    /// Returns the regions that the account can use: those that need no opting in, and those it opted into.
    /// - Parameter region: any region of the partition.
    package func describeRegions(askedIn region: Region) async throws(AWSError) -> [Region] {
        try await describeAllRegions(askedIn: region).filter(\.isUsable).map(\.region)
    }

    /// Returns all regions of the partition, those that the account did not opt into included.
    /// - Parameter region: any region of the partition.
    package func describeAllRegions(askedIn region: Region) async throws(AWSError) -> [EC2Region] {
        let answer = try await ec2("DescribeRegions", in: region) { $0.set("AllRegions", true) }
        return answer.items("regionInfo").compactMap { item in
            item.text("regionName").map { EC2Region(region: Region($0), isUsable: item.text("optInStatus") != "not-opted-in") }
        }
    }
}
