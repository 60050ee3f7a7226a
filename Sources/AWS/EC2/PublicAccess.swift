package import AWSPartition

/// Whether an account lets images or snapshots become public in a region.
package struct PublicAccessBlock: Sendable, Hashable {
    /// `unblocked`, `block-new-sharing`, or for snapshots also `block-all-sharing`.
    package let state: String
    /// `account`, or `declarative-policy` where the organization decides.
    package let managedBy: String

    package var isBlocking: Bool { state.hasPrefix("block-") }
}

extension AWSClient {
    /// Returns whether images may become public.
    package func imageBlockPublicAccess(in region: Region) async throws(AWSError) -> PublicAccessBlock {
        let answer = try await ec2("GetImageBlockPublicAccessState", in: region) { _ in }
        return PublicAccessBlock(state: answer.text("imageBlockPublicAccessState") ?? "", managedBy: answer.text("managedBy") ?? "account")
    }

    /// Returns whether snapshots may become public.
    package func snapshotBlockPublicAccess(in region: Region) async throws(AWSError) -> PublicAccessBlock {
        let answer = try await ec2("GetSnapshotBlockPublicAccessState", in: region) { _ in }
        return PublicAccessBlock(state: answer.text("state") ?? "", managedBy: answer.text("managedBy") ?? "account")
    }

    /// Returns whether every new snapshot is encrypted.
    package func encryptsByDefault(in region: Region) async throws(AWSError) -> Bool {
        try await ec2("GetEbsEncryptionByDefault", in: region) { _ in }.text("ebsEncryptionByDefault") == "true"
    }

    /// Counts the account's public images, looking at one page.
    /// - Returns: the number, and whether there are more than were looked at.
    package func countPublicImages(in region: Region) async throws(AWSError) -> (count: Int, isMore: Bool) {
        let answer = try await ec2("DescribeImages", in: region) { parameters in
            parameters.list("Owner", ["self"])
            parameters.filters([EC2Filter("is-public", ["true"])])
            parameters.set("MaxResults", 1000)
        }
        return (answer.items("imagesSet").count, answer.text("nextToken")?.isEmpty == false)
    }
}
