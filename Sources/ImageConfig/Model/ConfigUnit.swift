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

    /// Whether an image of some groups is in the unit.
    func has(imageOf groups: [String]) -> Bool { name.map(groups.contains) ?? groups.isEmpty }
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
        images.values.filter { unit.has(imageOf: $0.groups) }
    }

    /// Returns all that decides how a unit's run ends, but for the content of the source: the definitions of its images with the tags they
    /// inherit, the bucket, the architecture, and the extensions.
    package func decidingValues(of unit: UnitGroup) -> JSON {
        decidingValues(images: images(in: unit).map { (ExactText($0.name), decidingValues(of: $0)) })
    }

    private func decidingValues(images: [(key: ExactText, value: JSON)]) -> JSON {
        [
            "architecture": .string(source.architecture.rawValue),
            "bucket": .string(s3.bucketName),
            "filename": .string(source.fileName),
            "images": .members(JSON.Members(images)),
            "tags": .strings(tags),
            "upload": .optional(bot.upload?.rawValue),
        ]
    }

    /// Returns the fingerprints of the units: equal fingerprints mean that running a unit again would change nothing.
    /// - Parameter source: what identifies the source's content, such as its digest.
    package func fingerprints(source: String) -> [UnitGroup: SHA256Digest] {
        // What decides about an image is put together once, however many units it is in.
        let images = images.values.map { (groups: $0.groups, values: (key: ExactText($0.name), value: decidingValues(of: $0))) }
        var fingerprints: [UnitGroup: SHA256Digest] = [:]
        for unit in units {
            let values = decidingValues(images: images.filter { unit.has(imageOf: $0.groups) }.map(\.values))
            let all: JSON = ["source": .string(source), "unit": values, "version": 1]
            fingerprints[unit] = SHA256.digest(all.canonicalBytes)
        }
        return fingerprints
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
