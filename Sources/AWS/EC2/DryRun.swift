package import AWSPartition

/// A change that EC2 can be asked about without making it.
package enum EC2Change: Sendable {
    case importSnapshot(DiskImageLocation, tags: [AWSTag])
    case copySnapshot(String, from: Region, tags: [AWSTag])
    case createTags([AWSTag], on: String)
    case registerImage(ImageRegistration)
    case deregisterImage(String)
    case addLaunchPermissions([LaunchPermission], of: String)
    case addVolumePermissions([LaunchPermission], of: String)
}

/// What EC2 says about a change that was not made.
package enum DryRunAnswer: Sendable, Hashable {
    /// The account may make it.
    case allowed
    /// A policy is against it, and what EC2 says about it.
    case denied(String)
    /// Something else stands in the way, which says nothing about the right to make it.
    case unclear
}

extension AWSClient {
    /// Asks whether a change would be allowed. Nothing is changed.
    /// - Throws: `AWSError` when there is no answer to that.
    package func dryRun(_ change: EC2Change, in region: Region) async throws(AWSError) -> DryRunAnswer {
        do {
            _ = try await ec2(change.action, in: region) { parameters in
                parameters.set("DryRun", true)
                change.fill(&parameters)
            }
            return .unclear
        } catch {
            switch error.code {
            case "DryRunOperation": return .allowed
            case "UnauthorizedOperation": return .denied(error.message)
            default: break
            }
            guard [.refused, .notFound].contains(error.kind) else { throw error }
            return .unclear
        }
    }
}

extension EC2Change {
    /// The operation's name, which with `ec2:` before it is IAM's name for the right.
    package var action: String {
        switch self {
        case .importSnapshot: "ImportSnapshot"
        case .copySnapshot: "CopySnapshot"
        case .createTags: "CreateTags"
        case .registerImage: "RegisterImage"
        case .deregisterImage: "DeregisterImage"
        case .addLaunchPermissions: "ModifyImageAttribute"
        case .addVolumePermissions: "ModifySnapshotAttribute"
        }
    }

    fileprivate func fill(_ parameters: inout EC2Parameters) {
        switch self {
        case .importSnapshot(let image, let tags):
            parameters.disk(image)
            parameters.tagSpecification("import-snapshot-task", tags)
        case .copySnapshot(let id, let source, let tags):
            parameters.set("SourceRegion", source.rawValue)
            parameters.set("SourceSnapshotId", id)
            parameters.tagSpecification("snapshot", tags)
        case .createTags(let tags, let id):
            parameters.list("ResourceId", [id])
            parameters.tags(tags)
        case .registerImage(let image): image.fill(&parameters)
        case .deregisterImage(let id): parameters.set("ImageId", id)
        case .addLaunchPermissions(let permissions, let id):
            parameters.set("ImageId", id)
            parameters.permissions("LaunchPermission.Add", permissions)
        case .addVolumePermissions(let permissions, let id):
            parameters.set("SnapshotId", id)
            parameters.set("Attribute", "createVolumePermission")
            parameters.permissions("CreateVolumePermission.Add", permissions)
        }
    }
}
