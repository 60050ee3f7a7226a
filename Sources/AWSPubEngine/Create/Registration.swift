import AWS
import AWSPartition
import Digest
import Foundation
import ImageConfig

/// Registers one image in one region, unless it is there.
struct Registration: Sendable {
    let context: Context
    let image: ImageDefinition
    let region: Region
    /// Whether what can be changed of an image that exists is brought in line with its definition.
    var isConverging = false

    /// Returns the image once it is available.
    /// - Parameter snapshot: what to register from; nil only when there is an image to adopt.
    func run(_ action: ImageStep.Action, snapshot: String?) async throws -> ImageInfo {
        context.enter(.registering, in: region, image: image.name)
        switch action {
        case .adopt(let existing, let differences):
            if !differences.isEmpty { tell(.note("\(existing.id) is kept though it differs: \(text(differences))")) }
            return try await adopt(existing)
        case .replace(let existing, let differences):
            tell(.note("\(existing.id) is replaced: \(text(differences))"))
            try await context.client.deregisterImage(existing.id, in: region, deletingSnapshots: false)
            tell(.deregistered(id: existing.id))
            return try await make(from: snapshot, instead: existing.id)
        case .register:
            return try await make(from: snapshot, instead: nil)
        }
    }

    private func tell(_ event: EngineEvent.Kind) { context.events(EngineEvent(image: image.name, region: region.rawValue, event)) }

    private func text(_ differences: [ImageDifference]) -> String { differences.map(\.description).joined(separator: "; ") }

    private func make(from snapshot: String?, instead old: String?) async throws -> ImageInfo {
        guard let snapshot else {
            throw EngineError(.registrationFailed, image: image.name, region: region.rawValue, "there is no snapshot to register it from")
        }
        let (info, wasThere) = try await register(snapshot: snapshot, instead: old)
        try await waitUntilAvailable(info.imageID)
        tell(.imageReady(id: info.imageID, wasThere: wasThere))
        return info
    }

    private func adopt(_ existing: EC2Image) async throws -> ImageInfo {
        try await completeTags(of: existing)
        if isConverging, (existing.description ?? "") != (image.description ?? "") {
            try await context.client.modifyDescription(image.description ?? "", of: existing.id, in: region)
        }
        if existing.state != "available" { try await waitUntilAvailable(existing.id) }
        tell(.imageReady(id: existing.id, wasThere: true))
        return existing.info
    }

    /// Adds the tags that a run which was broken off, or an older definition, did not give.
    private func completeTags(of existing: EC2Image) async throws {
        let missing = context.imageTags(image).filter { !existing.tags.contains($0) }
        try await context.client.createTags(missing, on: [existing.id], in: region)
    }

    private func register(snapshot: String, instead old: String?) async throws -> (info: ImageInfo, wasThere: Bool) {
        let request = try registration(snapshot: snapshot)
        let failure: AWSError
        do {
            let id = try await context.client.registerImage(request, in: region)
            tell(.registering(id: id))
            return (ImageInfo(imageID: id, snapshotID: snapshot), false)
        } catch { failure = error }
        if failure.code == "InvalidAMIName.Duplicate" { return (try await registered(instead: old), true) }
        // Another run found two of the same and took its own back: the other one is as good.
        let name = image.snapshotName(sourceSHA256: context.source.whole)
        guard failure.code == "InvalidSnapshot.NotFound", let other = try await Snapshot(context).find(name, in: region), other.id != snapshot else {
            throw failure
        }
        try await Snapshot(context).waitUntilCompleted(other.id, in: region)
        return try await register(snapshot: other.id, instead: old)
    }

    /// Returns the image that has the name: a lost answer to our own call, or another run; either way the one we want, visible sooner or later.
    private func registered(instead old: String?) async throws -> ImageInfo {
        let end = ContinuousClock.now + context.session.policy.consistencyWindow
        repeat {
            if let made = try await context.findImage(image.name, in: region), made.id != old { return made.info }
            try await Task.sleep(for: context.session.policy.first / 2)
        } while ContinuousClock.now < end
        throw EngineError(
            .registrationFailed, image: image.name, region: region.rawValue, "the name is taken by an image that this account cannot see")
    }

    private func registration(snapshot: String) throws -> ImageRegistration {
        ImageRegistration(
            name: image.name, description: image.description, architecture: context.config.source.architecture.rawValue, snapshotID: snapshot,
            rootDeviceName: image.rootDeviceName ?? "/dev/sda1", volumeType: image.rootDeviceVolumeType?.rawValue,
            volumeSize: image.rootDeviceVolumeSize, bootMode: image.bootMode.rawValue, tpmSupport: image.tpmSupport, imdsSupport: image.imdsSupport,
            uefiData: try image.readUEFIData(), billingProducts: image.billingProducts ?? [], tags: context.imageTags(image))
    }

    private func waitUntilAvailable(_ id: String) async throws {
        context.enter(.pending, in: region, image: image.name)
        let states = await context.session.states(in: region).images
        try await states.wait(for: id, what: "image", region: region, policy: context.session.policy) { state in
            guard let state else { return false }
            guard !["failed", "invalid", "error", "deregistered"].contains(state.state) else {
                let reason = state.stateReason ?? "EC2 does not say why"
                throw EngineError(.registrationFailed, image: image.name, region: region.rawValue, "\(id) is \(state.state): \(reason)")
            }
            return state.state == "available"
        }
    }
}
