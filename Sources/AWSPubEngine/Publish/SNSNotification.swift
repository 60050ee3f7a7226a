import AWS
import AWSPartition
import CanonicalJSON
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
    public var conf: [OrderedDictionary<String, SNSTopicMessage>] { image.sns }

    /// Sends the messages that are not known to have been sent.
    /// - Throws: `EngineError` when SNS refuses one.
    public func publish() async throws { _ = try await send() }

    /// - Returns: the keys of all notifications of the image, with their topic and region.
    func send() async throws -> [String: String] {
        var sent: [String: String] = [:]
        let usable = try await context.usableRegions()
        for (topic, message) in conf.flatMap({ $0.map { ($0.key, $0.value) } }) {
            let selection = RegionSelection(allowed: message.regions, denied: message.regionsDenylist, usable: usable)
            for region in selection.regions {
                let notification = try await notification(topic: topic, message, in: region)
                try await send(notification, in: region)
                sent[notification.key] = "\(topic) in \(region)"
            }
        }
        return sent
    }

    private func notification(topic: String, _ message: SNSTopicMessage, in region: Region) async throws -> Notification {
        let caller = try await context.session.callerIdentity(askedIn: region)
        let text = JSON.object(Dictionary(uniqueKeysWithValues: message.message.map { ($0.key, JSON.string($0.value)) })).canonicalText
        return Notification(
            image: image.name, sourceSHA256: context.sourceSHA256, topicARN: "arn:\(caller.partition):sns:\(region):\(caller.account):\(topic)",
            subject: message.subject, message: text)
    }

    private func send(_ notification: Notification, in region: Region) async throws {
        if await context.journal?.contains(notification) == true { return }
        let id: String
        do {
            id = try await context.client.publish(
                toTopic: notification.topicARN, subject: notification.subject, message: notification.message, in: region)
        } catch {
            let reason =
                error.kind == .denied
                ? "the credentials may not publish to \(notification.topicARN); allow sns:Publish on it (\(error.code))" : "\(error)"
            throw EngineError(.notificationFailed, image: image.name, region: region.rawValue, reason)
        }
        try await context.journal?.record(notification, messageID: id)
        context.events(EngineEvent(image: image.name, region: region.rawValue, .notified(topic: notification.topicARN)))
    }
}
