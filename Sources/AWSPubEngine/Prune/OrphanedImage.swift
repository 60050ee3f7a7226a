/// An image in a region that no definition has any more, as it was recorded.
package struct OrphanedImage: Sendable, Hashable {
    package let name: String
    package let region: String
    package let imageID: String
    /// The path of the config that it was made for, as its tag says.
    package let config: String

    package init(name: String, region: String, imageID: String, config: String) {
        self.name = name
        self.region = region
        self.imageID = imageID
        self.config = config
    }

    /// The tag that says which config an image was made for.
    package static let configTag = "awspub-bot:config"
}
