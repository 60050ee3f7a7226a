import AWS
import AWSPartition
public import CanonicalJSON
public import ImageConfig
public import OrderedCollections

/// Tells subscribers of SNS topics about an image.
public struct SNSNotification: Sendable {
    private let context: Context
    private let image: ImageDefinition

    /// - Throws: `EngineError` when the config has no image of that name.
    public init(_ context: Context, imageNamed name: String) throws(EngineError) {
        self.context = context
        image = try context.definition(of: name)
    }

    /// The topics and messages in the config.
    public var conf: [OrderedDictionary<ExactText, SNSTopicMessage>] { image.sns }

    /// Sends the messages that are not known to have been sent.
    /// - Throws: `EngineError` when SNS refuses one.
    public func publish() async throws {
        var outcome = Publication.Outcome()
        let observed = try await context.observe(context.imagesByRegion([image]))
        try await send(about: Set(observed.images.values.flatMap(\.values).map(\.identity)), &outcome)
        if let failure = outcome.failures.first { throw failure }
    }

    /// - Parameter images: what the message is about, by which a later image of the same name is told from this one.
    func send(about images: Set<String>, _ outcome: inout Publication.Outcome) async throws {
        let usable = try await usableRegions()
        for (topic, message) in conf.flatMap({ $0.map { ($0.key.text, $0.value) } }) {
            for region in RegionSelection(allowed: message.regions, denied: message.regionsDenylist, usable: usable).regions {
                let result = try await context.isolated(region, image: image.name) {
                    let notification = try await notification(topic: topic, message, in: region)
                    try await send(notification, about: images, in: region)
                    return notification.key
                }
                switch result {
                case .success(let key): outcome.record.notifications[key] = "\(topic) in \(region)"
                case .failure(let error): outcome.failures.append(error)
                }
            }
        }
    }

    /// Returns the regions of the partitions where the image is wanted, and of those that topics name.
    private func usableRegions() async throws -> [Region] {
        let named = Set(conf.flatMap(\.values).flatMap { $0.regions ?? [] }.map { context.session.start(for: Region($0)) })
        let wanted = Set(context.starts(of: image))
        let usable = try await context.usableRegions(askedIn: context.session.starts.filter { wanted.contains($0) || named.contains($0) })
        if let failure = usable.unreachable.min(by: { $0.key < $1.key }) { throw failure.value }
        return usable.regions
    }

    private func notification(topic: String, _ message: SNSTopicMessage, in region: Region) async throws -> Notification {
        let caller = try await context.session.callerIdentity(askedIn: region)
        // In the order and with the blanks of awspub.
        let members = message.message.map { "\(JSON.string($0.key.text).canonicalText): \(JSON.string($0.value).canonicalText)" }
        let text = "{\(members.joined(separator: ", "))}"
        return Notification(
            image: image.name, sourceSHA256: context.sourceSHA256, topicARN: "arn:\(caller.partition):sns:\(region):\(caller.account):\(topic)",
            subject: message.subject, message: text)
    }

    private func send(_ notification: Notification, about images: Set<String>, in region: Region) async throws {
        if try await context.journal?.contains(notification, about: images) == true { return }
        let id = try await publish(notification, in: region)
        try await context.journal?.record(notification, about: images, messageID: id)
        context.events(EngineEvent(image: image.name, region: region.rawValue, .notified(topic: notification.topicARN)))
    }

    /// Has SNS take a message. One whose fate is unknown is sent again: twice is better than never.
    private func publish(_ notification: Notification, in region: Region) async throws -> String {
        var failures = 0
        while true {
            do {
                return try await context.client.publish(
                    toTopic: notification.topicARN, subject: notification.subject, message: notification.message, in: region)
            } catch {
                failures += 1
                guard error.kind != .ambiguous || failures >= 5 else {
                    try await Task.sleep(for: context.session.policy.first)
                    continue
                }
                let reason =
                    error.kind == .denied
                    ? "the credentials may not publish to \(notification.topicARN); allow sns:Publish on it (\(error.code))" : "\(error)"
                throw EngineError(.notificationFailed, image: image.name, region: region.rawValue, reason)
            }
        }
    }
}
