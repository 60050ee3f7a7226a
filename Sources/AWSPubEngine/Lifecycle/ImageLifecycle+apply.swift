import AWS
import AWSPartition
import Foundation
import ImageConfig

extension ImageLifecycle {
    /// Brings an image in line with its definition.
    /// - Parameters:
    ///   - found: as EC2 shows it, with its tags.
    ///   - isConverging: whether what an earlier run set, and the definition does not say any more, is taken back.
    func apply(to found: EC2Image, in region: Region, _ context: Context, isConverging: Bool) async throws {
        for change in changes(of: found, now: Date()) + (isConverging ? leftovers(of: found) : []) {
            try await make(change, on: found.id, in: region, context.client)
            guard let words = change.words else { continue }
            context.events(EngineEvent(image: image.name, region: region.rawValue, .note("\(found.id) \(words)")))
        }
    }

    private func make(_ change: Change, on id: String, in region: Region, _ client: AWSClient) async throws {
        switch change {
        case .deprecate(let date): try await client.enableDeprecation(of: id, at: date, in: region)
        case .cancelDeprecation: try await client.disableDeprecation(of: id, in: region)
        case .protect: try await client.setDeregistrationProtection(true, of: id, in: region)
        case .unprotect: try await client.setDeregistrationProtection(false, of: id, in: region)
        case .removeTag(let key): try await client.deleteTags([key], on: [id], in: region)
        }
    }
}

extension ImageLifecycle.Change {
    fileprivate var words: String? {
        switch self {
        case .deprecate(let date): "is deprecated from \(date.formatted(.iso8601)) on"
        case .cancelDeprecation: "is not deprecated any more"
        case .protect: "is protected from deregistration"
        case .unprotect: "is not protected from deregistration any more"
        case .removeTag: nil
        }
    }
}
