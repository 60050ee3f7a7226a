import AWSPartition

/// Something the engine does, as it happens. What a terminal, a log or a report shows is drawn from these and from nothing else.
///
/// ```swift
/// let context = try await Context(config: "images/config.yaml", configMapping: nil, account: account) { event in
///     if case .imageReady(let id, _) = event.kind { print(event.region ?? "", id) }
/// }
/// ```
/// Kinds may be added: end a `switch` over them with `default`.
public struct EngineEvent: Sendable, Hashable {
    /// The image it is about; nil for what images share.
    public var image: String?
    /// The region it happens in, where it has one.
    public var region: String?
    /// What happened.
    public var kind: Kind

    /// What can happen.
    public enum Kind: Sendable, Hashable {
        /// A region, or an image in it, begins a stage.
        case entered(Stage)
        /// An attempt of a call to AWS ended. Frequent.
        case call(Call)
        /// The source is read for its digest; the counts are bytes.
        case hashing(done: Int64, total: Int64)
        /// The source is uploaded. The counts are bytes and include what an earlier run uploaded.
        case uploading(done: Int64, total: Int64)
        /// The source is in the bucket; `wasThere` when nothing had to be sent.
        case uploaded(wasThere: Bool)
        /// EC2 works, or has worked before, on an import of the source.
        case importStarted(task: String)
        /// The source becomes a snapshot: EC2's own count, such as `45`.
        case importing(percent: String)
        /// A snapshot exists; `wasThere` when an earlier run made it.
        case snapshotReady(id: String, wasThere: Bool)
        /// A snapshot is copied to the region, or completed there: EC2's own count, such as `45%`.
        case copying(id: String, progress: String)
        /// An image is registered and not yet available.
        case registering(id: String)
        /// An image is available; `wasThere` when an earlier run made it.
        case imageReady(id: String, wasThere: Bool)
        /// Those whom the definition names may use the image.
        case shared
        /// Everybody may use the image.
        case madePublic(id: String)
        /// An SSM parameter names the image.
        case parameterStored(name: String)
        /// A version was asked for in AWS Marketplace.
        case marketplaceRequested(changeSet: String)
        /// A message was sent to an SNS topic, named by its ARN.
        case notified(topic: String)
        /// An image is gone.
        case deregistered(id: String)
        /// The region cannot be used; the others go on.
        case regionFailed(reason: String)
        /// Preflight found something that stops nothing.
        case preflight(PreflightFinding)
        /// Something that a person should know and that stops nothing.
        case note(String)
    }

    /// Makes an event.
    public init(image: String? = nil, region: String? = nil, _ kind: Kind) {
        self.image = image
        self.region = region
        self.kind = kind
    }
}

/// Takes the engine's events. Called from any thread, in the order of each region's work.
public typealias EngineEventHandler = @Sendable (EngineEvent) -> Void
