import AWS
import AWSPartition
import Digest
import Foundation
import ImageConfig

/// Compares images in AWS with their definitions.
struct Verification: Sendable {
    let context: Context
    /// Whether what `publish` does is compared too.
    var includingPublication = true
    /// Names of images whose unchangeable properties are not compared.
    var ignoringFixed: Set<String> = []
    /// What a run left; then nothing else is looked at. nil compares with the definitions alone.
    var left: PublishedState?

    /// Returns what is wrong by image name and region: an entry for every image, and within it no region where everything is right.
    func verify(_ images: [ImageDefinition]) async throws -> [String: [String: [ImageVerificationErrors]]] {
        var wanted = try await context.imagesByRegion(images)
        if let left {
            wanted = Dictionary(uniqueKeysWithValues: wanted.map { region, images in (region, images.filter { left.id(of: $0, in: region) != nil }) })
                .filter { !$0.value.isEmpty }
        }
        let observed = try await context.observe(wanted)
        if let failure = observed.failures.min(by: { $0.key < $1.key }) { throw failure.value }
        let found = try await wanted.map { ($0.key, $0.value) }.concurrentMap(limit: 100) { region, images in
            (region, try await verify(images, observed.images[region] ?? [:], in: region))
        }
        var all: [String: [String: [ImageVerificationErrors]]] = Dictionary(uniqueKeysWithValues: images.map { ($0.name, [:]) })
        for (region, problems) in found {
            for (image, errors) in problems where !errors.isEmpty { all[image]?[region.rawValue] = errors }
        }
        return all
    }

    private func verify(
        _ images: [ImageDefinition], _ found: [String: EC2Image], in region: Region
    ) async throws -> [(String, [ImageVerificationErrors])] {
        let ids = Set(images.compactMap { found[$0.name]?.rootDevice?.snapshotID }).sorted()
        let snapshots = ids.isEmpty ? [] : try await context.client.describeSnapshots(in: region, filters: [EC2Filter("snapshot-id", ids)])
        return try await images.concurrentMap(limit: 10) { image in
            context.enter(.verifying, in: region, image: image.name)
            defer { context.enter(.verified, in: region, image: image.name) }
            guard let existing = found[image.name] else { return (image.name, [.notExist]) }
            let snapshot = snapshots.first { $0.id == existing.rootDevice?.snapshotID }
            let errors = try await verify(image, existing, snapshot, in: region)
            return (image.name, ImageVerificationErrors.allCases.filter(errors.contains))
        }
    }

    private func verify(
        _ image: ImageDefinition, _ found: EC2Image, _ snapshot: EC2Snapshot?, in region: Region
    ) async throws -> Set<ImageVerificationErrors> {
        var errors = ownErrors(image, found, snapshot)
        if let left, left.id(of: image, in: region) != found.id { errors.insert(.otherImage) }
        errors.formUnion(try await permissionErrors(image, found, in: region))
        if includingPublication, !image.isTemporary { errors.formUnion(try await publicationErrors(image, found, in: region)) }
        return errors
    }

    /// What the image and its snapshot themselves tell.
    func ownErrors(_ image: ImageDefinition, _ found: EC2Image, _ snapshot: EC2Snapshot?) -> Set<ImageVerificationErrors> {
        var errors: Set<ImageVerificationErrors> = []
        if found.state != "available" { errors.insert(.stateNotAvailable) }
        if !context.imageTags(image).allSatisfy(found.tags.contains) { errors.insert(.tags) }
        if (found.description ?? "") != (image.description ?? "") { errors.insert(.description) }
        if snapshot?.state != "completed" { errors.insert(.rootDeviceSnapshotNotComplete) }
        errors.formUnion(context.lifecycle(of: image).changes(of: found, now: Date()).map(\.mismatch))
        guard !ignoringFixed.contains(image.name) else { return errors }
        let comparison = ImageComparison(image: image, config: context.config, snapshots: nil)
        errors.formUnion(comparison.fixedDifferences(of: found).map(\.kind))
        if let mismatch = snapshotMismatch(image, snapshot) { errors.insert(mismatch) }
        return errors
    }

    /// The snapshot's name is a digest over the source, the billing products, and whether the image wants a snapshot of its own.
    private func snapshotMismatch(_ image: ImageDefinition, _ snapshot: EC2Snapshot?) -> ImageVerificationErrors? {
        let source = context.source.whole
        guard snapshot?.name != image.snapshotName(sourceSHA256: source) else { return nil }
        var otherwise = image
        otherwise.separateSnapshot.toggle()
        let isOfSource = snapshot?.tags.contains { $0.key == "awspub:source:sha256" && $0.value == source.hex } == true
        return isOfSource && snapshot?.name != otherwise.snapshotName(sourceSHA256: source) ? .billingProducts : .rootDeviceSnapshot
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
        // One that was somebody else's and may not be overwritten, the run left as it was.
        let names = Set(image.ssmParameters.map(\.name)).filter { left?.parameters[region.rawValue]?[$0].map { $0 == found.id } ?? true }.sorted()
        if !names.isEmpty {
            let stored = try await context.client.getParameters(names, in: region)
            if !names.allSatisfy({ name in stored.contains { $0.name == name && $0.value == found.id } }) { errors.append(.ssmParameter) }
        }
        return errors
    }
}

extension PublishedState {
    fileprivate func id(of image: ImageDefinition, in region: Region) -> String? { images[image.name]?[region.rawValue] }
}

extension ImageLifecycle.Change {
    fileprivate var mismatch: ImageVerificationErrors {
        switch self {
        case .deprecate, .cancelDeprecation: .deprecation
        case .protect, .unprotect: .deregistrationProtection
        case .removeTag: .tags
        }
    }
}
