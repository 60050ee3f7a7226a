package import AWSPartition

/// Somebody who may launch an image, or use a snapshot.
package enum LaunchPermission: Sendable, Hashable {
    case user(String)
    case organization(arn: String)
    case organizationalUnit(arn: String)
    /// Everybody.
    case all

    init?(_ node: XMLNode) {
        if let user = node.text("userId") {
            self = .user(user)
        } else if let arn = node.text("organizationArn") {
            self = .organization(arn: arn)
        } else if let arn = node.text("organizationalUnitArn") {
            self = .organizationalUnit(arn: arn)
        } else if node.text("group") == "all" {
            self = .all
        } else {
            return nil
        }
    }

    fileprivate var member: (name: String, value: String) {
        switch self {
        case .user(let id): ("UserId", id)
        case .organization(let arn): ("OrganizationArn", arn)
        case .organizationalUnit(let arn): ("OrganizationalUnitArn", arn)
        case .all: ("Group", "all")
        }
    }
}

extension AWSClient {
    /// Returns who may launch an image.
    package func launchPermissions(of image: String, in region: Region) async throws(AWSError) -> Set<LaunchPermission> {
        let answer = try await ec2("DescribeImageAttribute", in: region) { parameters in
            parameters.set("ImageId", image)
            parameters.set("Attribute", "launchPermission")
        }
        return Set(answer.items("launchPermission").compactMap(LaunchPermission.init))
    }

    /// Lets more people launch an image, or fewer.
    package func modifyLaunchPermissions(
        of image: String, in region: Region, adding: [LaunchPermission] = [], removing: [LaunchPermission] = []
    ) async throws(AWSError) {
        _ = try await ec2("ModifyImageAttribute", in: region) { parameters in
            parameters.set("ImageId", image)
            parameters.permissions("LaunchPermission.Add", adding)
            parameters.permissions("LaunchPermission.Remove", removing)
        }
    }

    /// Returns who may use a snapshot: accounts, or everybody.
    package func createVolumePermissions(of snapshot: String, in region: Region) async throws(AWSError) -> Set<LaunchPermission> {
        let answer = try await ec2("DescribeSnapshotAttribute", in: region) { parameters in
            parameters.set("SnapshotId", snapshot)
            parameters.set("Attribute", "createVolumePermission")
        }
        return Set(answer.items("createVolumePermission").compactMap(LaunchPermission.init))
    }

    /// Lets more accounts, or everybody, use a snapshot. Organizations are not possible for snapshots.
    package func addCreateVolumePermissions(of snapshot: String, in region: Region, _ permissions: [LaunchPermission]) async throws(AWSError) {
        _ = try await ec2("ModifySnapshotAttribute", in: region) { parameters in
            parameters.set("SnapshotId", snapshot)
            parameters.set("Attribute", "createVolumePermission")
            parameters.permissions("CreateVolumePermission.Add", permissions)
        }
    }
}

extension EC2Parameters {
    /// Adds permissions.
    mutating func permissions(_ name: String, _ permissions: [LaunchPermission]) {
        for (index, permission) in permissions.enumerated() {
            set("\(name).\(index + 1).\(permission.member.name)", permission.member.value)
        }
    }
}
