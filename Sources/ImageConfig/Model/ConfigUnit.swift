package import CanonicalJSON
package import Digest
import OrderedCollections

/// What is run at a time: the images of one group of a config, or those in no group.
package enum UnitGroup: Sendable, Hashable {
    case named(String)
    case ungrouped

    /// The group's name; nil for the ungrouped unit.
    package var name: String? {
        guard case .named(let name) = self else { return nil }
        return name
    }
}

extension PublicationConfig {
    /// The units of the config: its groups in the order in which they first appear, then the ungrouped images if there are any.
    package var units: [UnitGroup] {
        var seen: Set<String> = []
        let groups = images.values.flatMap(\.groups).filter { seen.insert($0).inserted }.map(UnitGroup.named)
        return groups + (images.values.contains { $0.groups.isEmpty } ? [.ungrouped] : [])
    }

    /// Returns the images of a unit in the order of the file.
    package func images(in unit: UnitGroup) -> [ImageDefinition] {
        switch unit {
        case .named(let group): images.values.filter { $0.groups.contains(group) }
        case .ungrouped: images.values.filter(\.groups.isEmpty)
        }
    }

    /// Returns all that decides how a unit's run ends, but for the content of the source: the definitions of its images with the tags they
    /// inherit, the bucket, the architecture, and the extensions.
    package func decidingValues(of unit: UnitGroup) -> JSON {
        let images = images(in: unit)
        return [
            "bucket": .string(s3.bucketName),
            "architecture": .string(source.architecture.rawValue),
            "filename": .string(source.fileName),
            "tags": .members(Dictionary(uniqueKeysWithValues: tags.map { ($0.key, JSON.string($0.value)) })),
            "images": .members(Dictionary(uniqueKeysWithValues: images.map { (ExactText($0.name), decidingValues(of: $0)) })),
            "upload": .optional(bot.upload?.rawValue),
        ]
    }

    /// Returns the fingerprint of a unit: equal fingerprints mean that running it again would change nothing.
    /// - Parameter source: what identifies the source's content, such as its digest.
    package func fingerprint(of unit: UnitGroup, source: String) -> SHA256Digest {
        let all: JSON = ["version": 1, "source": .string(source), "unit": decidingValues(of: unit)]
        return SHA256.digest(all.canonicalBytes)
    }

    /// Returns all that decides how one image is made, but for what the config's images share.
    package func decidingValues(of image: ImageDefinition) -> JSON {
        guard case .members(var members) = image.json else { return .null }
        let extensions = bot.images[ExactText(image.name)]
        // Which other groups an image is in does not change what its own unit does.
        members["groups"] = nil
        members["deprecate_after"] = extensions?.deprecateAfterDays.map { .string("\($0)d") }
        members["deregistration_protection"] = extensions?.deregistrationProtection.map(JSON.bool)
        members["on_change"] = extensions?.onChange.map { .string($0.rawValue) }
        return .members(members)
    }
}
