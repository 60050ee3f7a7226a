public import CanonicalJSON
import ImageConfig

/// Image ids by image name and region, and the same by group: what awspub prints.
public struct ImageSets: Sendable, Hashable {
    /// Image ids by image name and region.
    public var byName: [String: [String: String]]
    /// The same by group.
    public var byGroup: [String: [String: [String: String]]]

    /// Takes image ids.
    public init(byName: [String: [String: String]], byGroup: [String: [String: [String: String]]]) {
        self.byName = byName
        self.byGroup = byGroup
    }

    init(_ found: [(image: ImageDefinition, regions: [String: ImageInfo])], group: String?) {
        byName = [:]
        byGroup = [:]
        for (image, regions) in found {
            let ids = regions.mapValues(\.imageID)
            byName[image.name] = ids
            for name in image.groups where group == nil || name == group { byGroup[name, default: [:]][image.name] = ids }
        }
    }

    /// awspub's JSON: `{"images": …, "images-by-group": …}`.
    public var json: JSON {
        [
            "images": .object(byName.mapValues { .strings($0) }),
            "images-by-group": .object(byGroup.mapValues { .object($0.mapValues { .strings($0) }) }),
        ]
    }
}
