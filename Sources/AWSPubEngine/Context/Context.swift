import AWS
import AWSPartition
public import CanonicalJSON
package import Digest
public import ImageConfig
public import OrderedCollections

/// A config with the digest of its source, and the account that it is published with.
public struct Context: Sendable {
    /// The config, as it was read.
    public let config: PublicationConfig
    /// The source file's digests.
    package let source: FileDigest
    /// Where the source is on this host, when that is not where the config says.
    package var sourcePath: String
    /// The source, when it is in S3 and not on this host.
    package var sourceObject: SourceObject?
    private(set) var session: Session
    package let events: EngineEventHandler
    /// Where it is remembered which notifications were sent; nil to remember nothing.
    package let journal: NotificationJournal?
    /// Tags of the bot's own on everything that is made.
    package var extraTags: OrderedDictionary<ExactText, String> = [:]

    /// Takes a config whose source was read already.
    package init(
        config: PublicationConfig, source: FileDigest, account: AWSAccount, policy: PollPolicy = PollPolicy(), journal: NotificationJournal? = nil,
        events: @escaping EngineEventHandler = { _ in }
    ) {
        self.config = config
        self.source = source
        sourcePath = config.source.path
        let client = account.client.observed { events(EngineEvent($0)) }
        session = Session(client: client, starts: account.starts, policy: policy)
        self.journal = journal
        self.events = events
    }

    /// Reads the source of a config, which takes as long as the file is large.
    /// - Parameters:
    ///   - config: what to publish.
    ///   - account: who publishes.
    ///   - policy: how often to look at what AWS works on.
    ///   - notifications: a directory in which it is remembered which notifications were sent, so that none is sent twice; nil to send all.
    ///   - digests: a directory that keeps digests of files, so that a file that did not change is not read again; nil for none.
    ///   - events: told what is done, from any thread.
    /// - Throws: `EngineError` when the source cannot be read.
    public init(
        config: PublicationConfig, account: AWSAccount, policy: PollPolicy = PollPolicy(), notifications: String? = nil, digests: String? = nil,
        events: @escaping EngineEventHandler = { _ in }
    ) async throws {
        let source: FileDigest
        do {
            source = try await DigestCache(directory: digests).digest(of: config.source.path) {
                [size = FileDigest.size(path: config.source.path)] in events(EngineEvent(.hashing(done: $0, total: size)))
            }
        } catch let error as FileDigestError {
            throw EngineError(.fileUnreadable, "the source \(error)")
        }
        if let pinned = config.bot.source?.sha256, pinned != source.whole.hex {
            throw EngineError(
                .fileUnreadable, "the source \(config.source.path) has the SHA-256 \(source.whole.hex), but awspub-bot.source.sha256 says \(pinned)")
        }
        self.init(
            config: config, source: source, account: account, policy: policy,
            journal: notifications.map { NotificationJournal(directory: $0) }, events: events)
    }

    /// The digest of the source file as lower-case hex: the key of the uploaded object, and the name of the snapshot.
    public var sourceSHA256: String { source.whole.hex }

    /// The tags that everything gets, without those of single images, in their order.
    public var tagsByName: OrderedDictionary<ExactText, String> { config.tags(sourceSHA256: source.whole) }

    /// The same as a list of keys and values.
    public var tags: [(key: String, value: String)] { tagsByName.map { (key: $0.key.text, value: $0.value) } }

    var client: AWSClient { session.client }

    /// The tags of the object in the bucket. S3 takes ten: those of the config come first.
    var objectTags: [AWSTag] { Array(serviceTags.prefix(max(10, tagsByName.count))) }

    /// The tags of a parameter: only the bot gives any, as awspub does not.
    var parameterTags: [AWSTag] { extraTags.isEmpty ? [] : serviceTags }

    /// The tags of what is made beside EC2.
    var serviceTags: [AWSTag] { tagsByName.merging(botTags) { own, _ in own }.map { AWSTag($0.key.text, $0.value).plain } }

    /// The tags of a snapshot and of the task that imports it.
    func snapshotTags(named name: String) -> [AWSTag] {
        (tagsByName.merging(botTags) { own, _ in own }).map { AWSTag($0.key.text, $0.value) } + [AWSTag("Name", name)]
    }

    func imageTags(_ image: ImageDefinition) -> [AWSTag] {
        let tags = config.tags(ofImage: image, sourceSHA256: source.whole).merging(botTags) { own, _ in own }
        return tags.map { AWSTag($0.key.text, $0.value) } + lifecycle(of: image).tags.filter { tags[ExactText($0.key)] == nil }
    }

    private var botTags: OrderedDictionary<ExactText, String> {
        OrderedDictionary(uniqueKeysWithValues: extraTags.map { ($0.key, AWSTag($0.key.text, $0.value).plain.value) })
    }

    func lifecycle(of image: ImageDefinition) -> ImageLifecycle { ImageLifecycle(image, config) }

    /// Returns a context in which the bucket is where AWS is asked first, and that shares nothing else that was looked up.
    func assumingBucket() -> Context {
        var other = self
        other.session = Session(client: session.client, starts: session.starts, policy: session.policy, assuming: config.s3.bucketName)
        return other
    }

    /// Returns the region where the source becomes a snapshot, in the partition that a region is asked first of.
    func home(askedIn start: Region) async throws -> Region { try await session.home(ofBucket: config.s3.bucketName, askedIn: start) }

    /// Returns an image's definition.
    /// - Throws: `EngineError` for a name that the config does not have.
    func definition(of name: String) throws(EngineError) -> ImageDefinition {
        guard let definition = config.images[ExactText(name)] else {
            throw EngineError(.invalidConfig, image: name, "the config has no image of this name")
        }
        return definition
    }
}
