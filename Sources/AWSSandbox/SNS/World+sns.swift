import CanonicalJSON
import Foundation

/// The topics of all regions, and what was published to them.
struct SNSState: Sendable {
    var topics: [String: Topic] = [:]

    var json: JSON {
        .object(
            topics.mapValues { topic in
                .object([
                    "messages": .array(
                        topic.messages.map { message in
                            .object([
                                "subject": message.subject.map(JSON.string) ?? .null, "message": .string(message.message),
                                "structure": message.structure.map(JSON.string) ?? .null,
                            ])
                        })
                ])
            })
    }
}

/// A topic.
struct Topic: Sendable {
    let arn: String
    var messages: [Message] = []

    /// What was published.
    struct Message: Sendable {
        let id: String
        let subject: String?
        let message: String
        let structure: String?
    }
}

extension World {
    /// Answers a call to the notification service.
    mutating func answerSNS(_ call: Call) throws -> Answer {
        switch call.action {
        case "CreateTopic": return try createTopic(call)
        case "ListTopics": return try listTopics(call)
        case "DeleteTopic":
            sns.topics[try snsText("TopicArn", call)] = nil
            return Answer(query: call, namespace: World.snsNamespace) { _ in }
        case "GetTopicAttributes":
            let arn = try topic(call).arn
            return Answer(query: call, namespace: World.snsNamespace) { xml in
                xml.list("Attributes", [("TopicArn", arn), ("Owner", call.account)], item: "entry") { xml, entry in
                    xml.element("key", entry.0)
                    xml.element("value", entry.1)
                }
            }
        case "Publish": return try publish(call)
        default: throw ServiceError("InvalidAction", "The action \(call.action) is not valid for this web service.")
        }
    }

    private static let snsNamespace = "http://sns.amazonaws.com/doc/2010-03-31/"

    private func snsText(_ name: String, _ call: Call) throws -> String {
        guard let text = call.parameters.text(name), !text.isEmpty else {
            throw ServiceError("InvalidParameter", "Invalid parameter: \(name) Reason: no value for required parameter")
        }
        return text
    }

    private mutating func createTopic(_ call: Call) throws -> Answer {
        let name = try snsText("Name", call)
        let isAllowed = name.utf8.allSatisfy { byte in
            (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x2D || byte == 0x5F
        }
        guard isAllowed, name.utf8.count <= 256 else { throw ServiceError("InvalidParameter", "Invalid parameter: Topic Name") }
        let arn = "arn:\(configuration.partition):sns:\(call.region):\(call.account):\(name)"
        if sns.topics[arn] == nil { sns.topics[arn] = Topic(arn: arn) }
        return Answer(query: call, namespace: World.snsNamespace) { $0.element("TopicArn", arn) }
    }

    private func listTopics(_ call: Call) throws -> Answer {
        let prefix = "arn:\(configuration.partition):sns:\(call.region):\(call.account):"
        let after = call.parameters.text("NextToken") ?? ""
        let all = sns.topics.keys.filter { $0.hasPrefix(prefix) && $0 > after }.sorted()
        return Answer(query: call, namespace: World.snsNamespace) { xml in
            xml.list("Topics", all.prefix(100), item: "member") { $0.element("TopicArn", $1) }
            if all.count > 100 { xml.element("NextToken", all[99]) }
        }
    }

    private func topic(_ call: Call) throws -> Topic {
        let arn = try snsText("TopicArn", call)
        let parts = arn.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0] == "arn", parts[2] == "sns" else {
            throw ServiceError("InvalidParameter", "Invalid parameter: TopicArn")
        }
        guard parts[3] == call.region else { throw ServiceError("InvalidParameter", "Invalid parameter: TopicArn") }
        guard let topic = sns.topics[arn] else { throw ServiceError("NotFound", "Topic does not exist", status: 404) }
        return topic
    }

    /// Source of the limits: <https://docs.aws.amazon.com/sns/latest/api/API_Publish.html>.
    private mutating func publish(_ call: Call) throws -> Answer {
        let topic = try topic(call)
        let message = try snsText("Message", call)
        let subject = call.parameters.text("Subject")
        if let subject, subject.isEmpty || subject.count > 100 || subject.contains("\n") || !subject.allSatisfy(\.isASCII) {
            throw ServiceError("InvalidParameter", "Invalid parameter: Subject")
        }
        guard message.utf8.count <= 256 << 10 else { throw ServiceError("InvalidParameter", "Invalid parameter: Message too long") }
        let structure = call.parameters.text("MessageStructure")
        if let structure {
            guard structure == "json" else { throw ServiceError("InvalidParameter", "Invalid parameter: MessageStructure") }
            let parsed: JSON
            do { parsed = try JSON(parsing: message) } catch {
                throw ServiceError("InvalidParameter", "Invalid parameter: Message Structure - JSON message body failed to parse")
            }
            guard parsed["default"]?.stringValue != nil else {
                throw ServiceError("InvalidParameter", "Invalid parameter: Message Structure - No default entry in JSON message body")
            }
        }
        let id = ids.uuid()
        sns.topics[topic.arn]?.messages.append(Topic.Message(id: id, subject: subject, message: message, structure: structure))
        return Answer(query: call, namespace: World.snsNamespace) { $0.element("MessageId", id) }
    }
}
