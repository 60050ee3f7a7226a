package import AWSPartition
package import CanonicalJSON
import HTTP

/// A role of IAM.
package struct IAMRole: Sendable, Hashable {
    package let arn: String
    /// The policy that says who may assume it; nil when it cannot be read.
    package let trustPolicy: JSON?

    package init(arn: String, trustPolicy: JSON?) {
        self.arn = arn
        self.trustPolicy = trustPolicy
    }
}

extension AWSClient {
    /// Returns a role of the account.
    /// - Parameter region: any region of the partition; IAM is the same in all of them.
    /// - Returns: nil when there is no such role.
    package func role(named name: String, askedIn region: Region) async throws(AWSError) -> IAMRole? {
        let place = Partition.containing(region).iamRegion
        let answer: XMLNode
        do {
            answer = try await query(
                .iam, "GetRole", in: place,
                [(name: "Action", value: "GetRole"), (name: "Version", value: "2010-05-08"), (name: "RoleName", value: name)])
        } catch {
            guard error.kind == .notFound else { throw error }
            return nil
        }
        let role = answer["GetRoleResult"]?["Role"] ?? answer
        // The document is JSON in percent-encoding. One that cannot be read says nothing about the role.
        let document = role.text("AssumeRolePolicyDocument").flatMap { try? JSON(parsing: URIEncoding.decode(Substring($0))) }
        return IAMRole(arn: try role.required("Arn", of: "GetRole", .iam, place), trustPolicy: document)
    }
}

extension Partition {
    /// The region that signs for IAM (botocore's `endpoint-rule-set` of it, 1.44).
    var iamRegion: Region { id == "aws-cn" ? "cn-north-1" : defaultRegion }
}

extension IAMRole {
    /// Whether a service may assume the role, as far as the policy's statements tell without their conditions.
    /// - Parameter service: the first label of the service's name, such as `vmie`; what follows differs between partitions.
    /// - Returns: nil when the policy is not one that can be judged.
    package func trusts(_ service: String) -> Bool? {
        guard let trustPolicy, let statements = trustPolicy["Statement"]?.listed else { return nil }
        guard !statements.contains(where: { $0["NotPrincipal"] != nil || $0["NotAction"] != nil }) else { return nil }
        return statements.contains { $0["Effect"] == "Allow" && $0.names(service) && $0.allowsAssuming }
    }
}

extension JSON {
    /// An array, or the one element that policies write without brackets.
    fileprivate var listed: [JSON] { arrayValue ?? [self] }

    fileprivate func names(_ service: String) -> Bool {
        guard let principal = self["Principal"], principal != "*" else { return self["Principal"] == "*" }
        return (principal["Service"]?.listed ?? []).contains { $0 == "*" || $0.stringValue?.hasPrefix("\(service).") == true }
    }

    fileprivate var allowsAssuming: Bool {
        (self["Action"]?.listed ?? []).contains { action in
            ["*", "sts:*", "sts:assumerole", "sts:assume*"].contains(action.stringValue?.lowercased())
        }
    }
}
