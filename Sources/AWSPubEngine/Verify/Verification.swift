import AWS
import AWSPartition
import Digest
import ImageConfig

/// Compares images in AWS with their definitions.
struct Verification: Sendable {
    let context: Context
    /// Whether what `publish` does is compared too.
    var includingPublication = true

    /// Returns what is wrong by region; no entry where nothing is.
    func verify(_ image: ImageDefinition) async throws -> [String: [ImageVerificationErrors]] {
        let found = try await context.regions(of: image).concurrentMap(limit: 100) { region in
            (region.rawValue, try await verify(image, in: region))
        }
        return Dictionary(found.filter { !$0.1.isEmpty }, uniquingKeysWith: { first, _ in first })
    }

    private func verify(_ image: ImageDefinition, in region: Region) async throws -> [ImageVerificationErrors] {
        guard let found = try await context.findImage(image.name, in: region) else { return [.notExist] }
        var errors: Set<ImageVerificationErrors> = []
        if found.state != "available" { errors.insert(.stateNotAvailable) }
        let comparison = ImageComparison(image: image, config: context.config, snapshot: nil)
        errors.formUnion(comparison.fixedDifferences(of: found).map(\.kind))
        if !context.imageTags(image).allSatisfy(found.tags.contains) { errors.insert(.tags) }
        if (found.description ?? "") != (image.description ?? "") { errors.insert(.description) }
        errors.formUnion(try await snapshotErrors(image, found, in: region))
        errors.formUnion(try await permissionErrors(image, found, in: region))
        if includingPublication, !image.isTemporary { errors.formUnion(try await publicationErrors(image, found, in: region)) }
        return ImageVerificationErrors.allCases.filter(errors.contains)
    }

    private func snapshotErrors(_ image: ImageDefinition, _ found: EC2Image, in region: Region) async throws -> [ImageVerificationErrors] {
        guard let id = found.rootDevice?.snapshotID else { return [.rootDeviceSnapshot] }
        let snapshots = try await context.client.describeSnapshots(in: region, filters: [EC2Filter("snapshot-id", [id])])
        guard let snapshot = snapshots.first else { return [.rootDeviceSnapshot] }
        var errors: [ImageVerificationErrors] = []
        if snapshot.state != "completed" { errors.append(.rootDeviceSnapshotNotComplete) }
        // The name holds the digest of the source and of the billing products.
        if snapshot.name != image.snapshotName(sourceSHA256: context.source.whole) {
            errors.append(image.billingProducts?.isEmpty == false ? .billingProducts : .rootDeviceSnapshot)
        }
        return errors
    }

    private func permissionErrors(_ image: ImageDefinition, _ found: EC2Image, in region: Region) async throws -> [ImageVerificationErrors] {
        let (launch, volume) = Sharing(context: context, image: image).permissions(in: .containing(region))
        guard !launch.isEmpty else { return [] }
        let present = try await context.client.launchPermissions(of: found.id, in: region)
        guard launch.allSatisfy(present.contains) else { return [.launchPermission] }
        guard let snapshot = found.rootDevice?.snapshotID, !volume.isEmpty else { return [] }
        let users = try await context.client.createVolumePermissions(of: snapshot, in: region)
        return volume.allSatisfy(users.contains) ? [] : [.launchPermission]
    }

    private func publicationErrors(_ image: ImageDefinition, _ found: EC2Image, in region: Region) async throws -> [ImageVerificationErrors] {
        var errors: [ImageVerificationErrors] = []
        if found.isPublic != image.isPublic {
            errors.append(.publicState)
        } else if image.isPublic, let snapshot = found.rootDevice?.snapshotID,
            try await !context.client.createVolumePermissions(of: snapshot, in: region).contains(.all)
        {
            errors.append(.publicState)
        }
        let names = image.ssmParameters.map(\.name)
        if !names.isEmpty {
            let stored = try await context.client.getParameters(names, in: region)
            if !names.allSatisfy({ name in stored.contains { $0.name == name && $0.value == found.id } }) { errors.append(.ssmParameter) }
        }
        return errors
    }
}
