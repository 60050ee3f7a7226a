package import AWSPartition

/// Whose credentials they are.
package struct CallerIdentity: Sendable, Hashable {
    /// The account's twelve digits.
    package let account: String
    package let arn: String

    /// The partition in the ARN, such as `aws-cn`.
    package var partition: String {
        let parts = arn.split(separator: ":", omittingEmptySubsequences: false)
        return parts.count > 1 ? String(parts[1]) : "aws"
    }
}

extension AWSClient {
    /// Returns whose credentials the client uses.
    package func callerIdentity(in region: Region) async throws(AWSError) -> CallerIdentity {
        let answer = try await query(
            .sts, "GetCallerIdentity", in: region, [(name: "Action", value: "GetCallerIdentity"), (name: "Version", value: "2011-06-15")])
        let result = answer["GetCallerIdentityResult"] ?? answer
        return CallerIdentity(
            account: try result.required("Account", of: "GetCallerIdentity", .sts, region),
            arn: try result.required("Arn", of: "GetCallerIdentity", .sts, region))
    }
}
