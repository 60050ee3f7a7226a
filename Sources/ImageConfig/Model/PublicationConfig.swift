public import CanonicalJSON
public import OrderedCollections

/// A config: a disk image, and the machine images that are made of it. What the YAML says after substitution and validation.
public struct PublicationConfig: Sendable, Hashable {
    public var s3: S3Settings
    public var source: SourceSettings
    /// The image definitions by name, in the order of the file.
    public var images: OrderedDictionary<ExactText, ImageDefinition>
    /// Tags of everything that is made, in the order of the file.
    public var tags: OrderedDictionary<ExactText, String>
    /// What goes beyond awspub, from the top-level key `awspub-bot`.
    public var bot: BotExtensions

    public init(
        s3: S3Settings, source: SourceSettings, images: OrderedDictionary<ExactText, ImageDefinition>,
        tags: OrderedDictionary<ExactText, String> = [:],
        bot: BotExtensions = BotExtensions()
    ) {
        self.s3 = s3
        self.source = source
        self.images = images
        self.tags = tags
        self.bot = bot
    }
}

/// Where the disk image is uploaded to.
public struct S3Settings: Sendable, Hashable {
    public var bucketName: String
    /// How many parts awspub uploads at the same time, 1 to 32.
    public var uploadMultipartConcurrency: Int

    public init(bucketName: String, uploadMultipartConcurrency: Int = 1) {
        self.bucketName = bucketName
        self.uploadMultipartConcurrency = uploadMultipartConcurrency
    }
}

/// The disk image.
public struct SourceSettings: Sendable, Hashable {
    /// The path, normalised; joined to the config's directory once a config is loaded from a file.
    public var path: String
    public var architecture: Architecture

    public init(path: String, architecture: Architecture) {
        self.path = path
        self.architecture = architecture
    }

    /// The last component of the path: what the tag `awspub:source:filename` says.
    public var fileName: String { path.split(separator: "/").last.map(String.init) ?? path }
}

/// A processor architecture.
public enum Architecture: String, Sendable, Hashable, CaseIterable {
    case x86 = "x86_64"
    case arm = "arm64"
}
