import AWS
import AWSPartition
import ImageConfig

/// Lets those use an image that its definition names for the partition. Nobody is removed.
struct Sharing: Sendable {
    let context: Context
    let image: ImageDefinition

    /// - Parameter isNew: whether it was made just now, so that nobody is known to be allowed yet.
    func run(_ info: ImageInfo, in region: Region, isNew: Bool) async throws {
        let (launch, volume) = permissions(in: Partition.containing(region))
        guard !launch.isEmpty else { return }
        context.enter(.sharing, in: region, image: image.name)
        let present = isNew ? [] : try await context.client.launchPermissions(of: info.imageID, in: region)
        let missing = launch.filter { !present.contains($0) }
        if !missing.isEmpty { try await context.client.modifyLaunchPermissions(of: info.imageID, in: region, adding: missing) }
        if let snapshot = info.snapshotID, !volume.isEmpty {
            let present = isNew ? [] : try await context.client.createVolumePermissions(of: snapshot, in: region)
            let missing = volume.filter { !present.contains($0) }
            if !missing.isEmpty { try await context.client.addCreateVolumePermissions(of: snapshot, in: region, missing) }
        }
        context.events(EngineEvent(image: image.name, region: region.rawValue, .shared))
    }

    /// Returns who may launch the image, and who may use its snapshot: snapshots cannot be shared with organizations.
    func permissions(in partition: Partition) -> (launch: [LaunchPermission], volume: [LaunchPermission]) {
        let launch = image.shareTargets(inPartition: partition.id).map { target -> LaunchPermission in
            switch target {
            case .account(let id): .user(id)
            case .organization(let arn): .organization(arn: arn)
            case .organizationalUnit(let arn): .organizationalUnit(arn: arn)
            }
        }
        let volume = launch.filter { permission in if case .user = permission { true } else { false } }
        return (launch, volume)
    }
}
