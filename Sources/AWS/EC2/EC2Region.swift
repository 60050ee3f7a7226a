package import AWSPartition

extension AWSClient {
    /// Returns the regions that the account can use: those that need no opting in, and those it opted into.
    /// - Parameter region: any region of the partition.
    package func describeRegions(askedIn region: Region) async throws(AWSError) -> [Region] {
        let answer = try await ec2("DescribeRegions", in: region) { _ in }
        return answer.items("regionInfo").compactMap { $0.text("regionName").map(Region.init(_:)) }
    }
}
