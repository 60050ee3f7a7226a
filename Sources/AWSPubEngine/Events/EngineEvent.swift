import AWSPartition

/// Something the engine does, as it happens. What a terminal, a log or a report shows is drawn from these.
public struct EngineEvent: Sendable, Hashable {
    /// The image it is about; nil for what images share.
    public var image: String?
    /// The region it happens in, where it has one.
    public var region: String?
    public var kind: Kind

    public enum Kind: Sendable, Hashable {
        /// The source is read for its digest: this many bytes so far.
        case hashing(done: Int64)
        /// The source is uploaded. The counts are bytes and include what an earlier run uploaded.
        case uploading(done: Int64, total: Int64)
        /// The source is in the bucket; `wasThere` when nothing had to be sent.
        case uploaded(wasThere: Bool)
        /// The source becomes a snapshot.
        case importing(percent: String)
        /// A snapshot exists; `wasThere` when an earlier run made it.
        case snapshotReady(id: String, wasThere: Bool)
        /// A snapshot is copied to the region.
        case copying(id: String, progress: String)
        /// An image is registered and not yet available.
        case registering(id: String)
        case imageReady(id: String, wasThere: Bool)
        case shared
        case madePublic(id: String)
        case parameterStored(name: String)
        case marketplaceRequested(changeSet: String)
        case notified(topic: String)
        case deregistered(id: String)
        /// The region cannot be used; the others go on.
        case regionFailed(reason: String)
        /// Preflight found something that stops nothing.
        case preflight(PreflightFinding)
        /// Something that a person should know and that stops nothing.
        case note(String)
    }

    public init(image: String? = nil, region: String? = nil, _ kind: Kind) {
        self.image = image
        self.region = region
        self.kind = kind
    }
}

/// Takes the engine's events. Called from any thread, in the order of each region's work.
public typealias EngineEventHandler = @Sendable (EngineEvent) -> Void
