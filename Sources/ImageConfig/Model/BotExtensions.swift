public import CanonicalJSON
public import OrderedCollections

/// What a config says under `awspub-bot`, beyond what awspub knows.
public struct BotExtensions: Sendable, Hashable {
    /// A source elsewhere than at `source.path`, or the digest that the one there must have.
    public var source: PinnedSource?
    public var upload: UploadMethod?
    /// By image name.
    public var images: OrderedDictionary<ExactText, ImageExtensions>

    public init(source: PinnedSource? = nil, upload: UploadMethod? = nil, images: OrderedDictionary<ExactText, ImageExtensions> = [:]) {
        self.source = source
        self.upload = upload
        self.images = images
    }

    /// A source with a known digest.
    public struct PinnedSource: Sendable, Hashable {
        /// `https://…` or `s3://bucket/key`; nil pins the file at `source.path`.
        public var url: String?
        /// Lower-case hex.
        public var sha256: String

        public init(url: String? = nil, sha256: String) {
            self.url = url
            self.sha256 = sha256
        }
    }

    /// How the disk image gets into a snapshot.
    public enum UploadMethod: String, Sendable, Hashable, CaseIterable {
        case s3Import = "s3-import"
        case ebsDirect = "ebs-direct"
    }

    /// What one image has beyond awspub.
    public struct ImageExtensions: Sendable, Hashable {
        /// Days after the registration.
        public var deprecateAfterDays: Int?
        public var deregistrationProtection: Bool?
        public var onChange: ChangePolicy?

        public init(deprecateAfterDays: Int? = nil, deregistrationProtection: Bool? = nil, onChange: ChangePolicy? = nil) {
            self.deprecateAfterDays = deprecateAfterDays
            self.deregistrationProtection = deregistrationProtection
            self.onChange = onChange
        }
    }
}

/// What happens when an image exists and differs from its definition in something that EC2 does not let anybody change.
public enum ChangePolicy: String, Sendable, Hashable, CaseIterable {
    /// The run fails and touches nothing.
    case fail
    /// The image stays as it is.
    case keep
    /// The image is deregistered and registered anew.
    case replace
}
