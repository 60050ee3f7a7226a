package import AWSPartition

extension AWSClient {
    /// Sends a notification. SNS has no token against repetition: after an ambiguous failure it is unknown whether it went out.
    /// - Parameter message: a JSON object with a text for each protocol, `default` among them.
    /// - Returns: the message's id, empty when SNS took the message and its answer cannot be read.
    package func publish(toTopic arn: String, subject: String, message: String, in region: Region) async throws(AWSError) -> String {
        do {
            let answer = try await query(
                .sns, "Publish", in: region, repetition: .onlyIfNotProcessed,
                [
                    (name: "Action", value: "Publish"), (name: "Version", value: "2010-03-31"), (name: "TopicArn", value: arn),
                    (name: "Subject", value: subject), (name: "Message", value: message), (name: "MessageStructure", value: "json"),
                ])
            return answer["PublishResult"]?.text("MessageId") ?? ""
        } catch {
            guard error.kind == .ambiguous, error.status == 200 else { throw error }
            return ""
        }
    }
}
