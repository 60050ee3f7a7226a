import AWSPubEngine
import ConfigDiff
import Digest
import ImageConfig
import OrderedCollections

/// Compares a unit with AWS. Changes nothing there, and needs no source.
struct DriftCheck: Sendable {
    let configuration: BotConfiguration
    let config: PublicationConfig
    let onChange: ChangePolicy
    let manifest: Manifest
    let events: EngineEventHandler

    /// Returns what is wrong, by image name and region.
    /// - Throws: `EngineError` when AWS does not answer, or refuses to tell; `CancellationError`.
    func run() async throws -> [String: [String: [String]]] {
        guard let source = SHA256Digest(hex: manifest.sourceSHA256) else {
            throw EngineError(.fileUnreadable, "the manifest does not say which source the images are made of")
        }
        var context = Context(
            config: config, source: FileDigest(size: 0, whole: source, partSize: 1, parts: []), account: configuration.account,
            policy: configuration.policy, events: events)
        // Not the commit: a run that changed nothing at a later one has tagged the images, and is in no manifest.
        context.extraTags = ["awspub-bot:config": manifest.unit.config]
        if let group = manifest.unit.group.name { context.extraTags["awspub-bot:group"] = group }
        let left = PublishedState(images: manifest.images, parameters: manifest.parameters, isPublished: manifest.achieved == .published)
        let found = try await UnitRun(context: context, unit: manifest.unit.group, onChange: onChange).drift(from: left)
        return found.mapValues { $0.mapValues { $0.map(\.rawValue) } }
    }
}
