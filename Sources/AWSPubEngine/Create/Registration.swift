import AWS
import AWSPartition
import Foundation
import ImageConfig

/// Registers one image in one region, unless it is there.
struct Registration: Sendable {
    let context: Context
    let image: ImageDefinition
    let region: Region
    let policy: ChangePolicy

    /// Returns the image once it is available.
    func run(snapshot: String) async throws -> ImageInfo {
        if let existing = try await context.findImage(image.name, in: region) {
            if let adopted = try await adopt(existing, snapshot: snapshot) { return adopted }
        }
        let (id, wasThere) = try await register(snapshot: snapshot)
        try await waitUntilAvailable(id)
        context.events(EngineEvent(image: image.name, region: region.rawValue, .imageReady(id: id, wasThere: wasThere)))
        return ImageInfo(imageID: id, snapshotID: snapshot)
    }

    /// Takes over an image that exists.
    /// - Returns: nil when the policy is to replace it, and it is gone now.
    private func adopt(_ existing: EC2Image, snapshot: String) async throws -> ImageInfo? {
        let differences = ImageComparison(image: image, config: context.config, snapshot: snapshot).fixedDifferences(of: existing)
        if !differences.isEmpty {
            let list = differences.map(\.description).joined(separator: "; ")
            switch policy {
            case .fail:
                throw EngineError(.imageDiffers, image: image.name, region: region.rawValue, "\(existing.id) differs from its definition: \(list)")
            case .keep:
                context.events(EngineEvent(image: image.name, region: region.rawValue, .note("\(existing.id) is kept though it differs: \(list)")))
            case .replace:
                try await context.client.deregisterImage(existing.id, in: region, deletingSnapshots: false)
                context.events(EngineEvent(image: image.name, region: region.rawValue, .deregistered(id: existing.id)))
                return nil
            }
        }
        try await completeTags(of: existing)
        try await waitUntilAvailable(existing.id)
        context.events(EngineEvent(image: image.name, region: region.rawValue, .imageReady(id: existing.id, wasThere: true)))
        return existing.info
    }

    /// Adds the tags that a run which was broken off, or an older definition, did not give.
    private func completeTags(of existing: EC2Image) async throws {
        let missing = context.imageTags(image).filter { !existing.tags.contains($0) }
        try await context.client.createTags(missing, on: [existing.id], in: region)
    }

    private func register(snapshot: String) async throws -> (id: String, wasThere: Bool) {
        let request = try registration(snapshot: snapshot)
        do {
            let id = try await context.client.registerImage(request, in: region)
            context.events(EngineEvent(image: image.name, region: region.rawValue, .registering(id: id)))
            return (id, false)
        } catch {
            guard error.code == "InvalidAMIName.Duplicate" else { throw error }
            // A lost answer to our own call, or another run: either way it is the image we want, visible sooner or later.
            let end = ContinuousClock.now + context.session.policy.consistencyWindow
            repeat {
                if let made = try await context.findImage(image.name, in: region) { return (made.id, true) }
                try await Task.sleep(for: context.session.policy.first / 2)
            } while ContinuousClock.now < end
            throw EngineError(
                .registrationFailed, image: image.name, region: region.rawValue, "the name is taken by an image that this account cannot see")
        }
    }

    private func registration(snapshot: String) throws -> ImageRegistration {
        ImageRegistration(
            name: image.name, description: image.description, architecture: context.config.source.architecture.rawValue, snapshotID: snapshot,
            rootDeviceName: image.rootDeviceName ?? "/dev/sda1", volumeType: image.rootDeviceVolumeType?.rawValue,
            volumeSize: image.rootDeviceVolumeSize, bootMode: image.bootMode.rawValue, tpmSupport: image.tpmSupport, imdsSupport: image.imdsSupport,
            uefiData: try uefiData(), billingProducts: image.billingProducts ?? [], tags: context.imageTags(image))
    }

    private func uefiData() throws -> String? {
        guard let path = image.uefiData else { return nil }
        do {
            return try String(contentsOfFile: path, encoding: .utf8)
        } catch {
            throw EngineError(.fileUnreadable, image: image.name, "the UEFI data \(path) cannot be read: \(error.localizedDescription)")
        }
    }

    private func waitUntilAvailable(_ id: String) async throws {
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
