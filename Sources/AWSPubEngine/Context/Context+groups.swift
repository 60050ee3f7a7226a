import OrderedCollections

extension Context {
    /// The groups of the config's images, in the order in which they first appear.
    public var groups: [String] {
        var seen: Set<String> = []
        return config.images.values.flatMap(\.groups).filter { seen.insert($0).inserted }
    }
}
