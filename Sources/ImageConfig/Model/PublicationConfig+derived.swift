public import CanonicalJSON
public import Digest
public import OrderedCollections

extension PublicationConfig {
    /// The tags that say where an image comes from.
    static let sourceTags = ["awspub:source:filename", "awspub:source:architecture", "awspub:source:sha256"]

    /// Returns the tags of everything that is made from the source: what it is, then the config's own, which win.
    public func tags(sourceSHA256: SHA256Digest) -> OrderedDictionary<ExactText, String> {
        var all: OrderedDictionary<ExactText, String> = [
            "awspub:source:filename": source.fileName,
            "awspub:source:architecture": source.architecture.rawValue,
            "awspub:source:sha256": sourceSHA256.hex,
        ]
        for (key, value) in tags { all[key] = value }
        return all
    }

    /// Returns the tags of an image: the config's, then the image's own, which win.
    public func tags(ofImage image: ImageDefinition, sourceSHA256: SHA256Digest) -> OrderedDictionary<ExactText, String> {
        var all = tags(sourceSHA256: sourceSHA256)
        for (key, value) in image.tags { all[key] = value }
        return all
    }

    /// Returns the images of a group in the order of the file; nil means all images.
    public func images(inGroup group: String?) -> [ImageDefinition] {
        images.values.filter { image in group.map(image.groups.contains) ?? true }
    }
}

extension ImageDefinition {
    /// Returns the name of the snapshot that the image is registered from.
    ///
    /// It is the source's digest, unless the image wants a snapshot of its own or has billing products: then it is the digest of the
    /// concatenated hex digests of the source, of the image's name, and of each product.
    public func snapshotName(sourceSHA256: SHA256Digest) -> String {
        var text = sourceSHA256.hex
        if separateSnapshot { text += SHA256.digest(name).hex }
        for product in billingProducts ?? [] { text += SHA256.digest(product).hex }
        return text == sourceSHA256.hex ? text : SHA256.digest(text).hex
    }
}
