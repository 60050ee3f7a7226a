/// An image in a region.
public struct ImageInfo: Sendable, Hashable, Codable {
    /// Such as `ami-0123456789abcdef0`.
    public var imageID: String
    /// The snapshot of its root volume.
    public var snapshotID: String?

    /// Names an image and its snapshot.
    public init(imageID: String, snapshotID: String?) {
        self.imageID = imageID
        self.snapshotID = snapshotID
    }
}
