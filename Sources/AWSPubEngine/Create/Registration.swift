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
            if existing.isDeregistrationProtected { try await context.client.setDeregistrationProtection(false, of: existing.id, in: region) }
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
        try await converge(waitUntilAvailable(info.imageID, wasThere ? .running : .new))
        tell(.imageReady(id: info.imageID, wasThere: wasThere))
        return info
    }

    private func adopt(_ existing: EC2Image) async throws -> ImageInfo {
        try await completeTags(of: existing)
        if isConverging, (existing.description ?? "") != (image.description ?? "") {
            try await context.client.modifyDescription(image.description ?? "", of: existing.id, in: region)
        }
        try await converge(existing.state == "available" ? existing : waitUntilAvailable(existing.id, .running))
        tell(.imageReady(id: existing.id, wasThere: true))
        return existing.info
    }

    private func converge(_ found: EC2Image?) async throws {
        guard let found else { return }
        try await context.lifecycle(of: image).apply(to: found, in: region, context, isConverging: isConverging)
    }

    /// Adds the tags that a run which was broken off, or an older definition, did not give.
    private func completeTags(of existing: EC2Image) async throws {
        let missing = context.imageTags(image).filter { !existing.tags.contains($0) }
        try await context.client.createTags(missing, on: [existing.id], in: region)
    }

    private func register(snapshot: String, instead old: String?) async throws -> (info: ImageInfo, wasThere: Bool) {
        let request = try request(snapshot: snapshot)
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
        return try await register(snapshot: Snapshot(context).completed(other, in: region), instead: old)
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

    /// Returns what the image is registered with.
    func request(snapshot: String) throws -> ImageRegistration {
        ImageRegistration(
            name: image.name, description: image.description, architecture: context.config.source.architecture.rawValue, snapshotID: snapshot,
            rootDeviceName: image.rootDeviceName ?? "/dev/sda1", volumeType: image.rootDeviceVolumeType?.rawValue,
            volumeSize: image.rootDeviceVolumeSize, bootMode: image.bootMode.rawValue, tpmSupport: image.tpmSupport, imdsSupport: image.imdsSupport,
            uefiData: try image.readUEFIData(), billingProducts: image.billingProducts ?? [], tags: context.imageTags(image))
    }

    /// Returns the image as it is then.
    private func waitUntilAvailable(_ id: String, _ start: PollPace.Start) async throws -> EC2Image? {
        context.enter(.pending, in: region, image: image.name)
        let states = await context.session.states(in: region).images
        var found: EC2Image?
        try await states.wait(for: id, what: "image \(id)", start) { state in
            guard let state else { return false }
            guard !["failed", "invalid", "error", "deregistered"].contains(state.state) else {
                let reason = state.stateReason ?? "EC2 does not say why"
                throw EngineError(.registrationFailed, image: image.name, region: region.rawValue, "\(id) is \(state.state): \(reason)")
            }
            found = state
            return state.state == "available"
        }
        return found
    }
}
