import CanonicalJSON
import Digest
import Foundation

/// Remembers which notifications were sent, so that none is sent twice.
///
/// Each is one file, written and synced after SNS took the message. What is committed to git (`known`) counts as well.
package actor NotificationJournal {
    private let directory: URL
    private var known: Set<String>

    /// - Parameters:
    ///   - directory: made when the first notification is sent.
    ///   - known: keys of notifications that are known to have been sent.
    package init(directory: String, known: Set<String> = []) {
        self.directory = URL(filePath: directory, directoryHint: .isDirectory)
        self.known = known
    }

    /// Whether a notification was sent about one of these images. The same text about an image that was made anew is another notification.
    func contains(_ notification: Notification, about images: Set<String>) throws -> Bool {
        if known.contains(notification.key) { return true }
        let path = file(notification).path(percentEncoded: false)
        guard FileManager.default.fileExists(atPath: path) else { return false }
        let recorded = try JSON(parsing: Array(Data(contentsOf: URL(filePath: path))))["images"]?.arrayValue?.compactMap(\.stringValue) ?? []
        return recorded.isEmpty || images.isEmpty || !images.isDisjoint(with: recorded)
    }

    /// Remembers a notification for good.
    /// - Throws: what the file system says.
    func record(_ notification: Notification, about images: Set<String>, messageID: String) throws {
        known.insert(notification.key)
        let content: JSON = [
            "images": .strings(images.sorted()), "topic": .string(notification.topicARN), "subject": .string(notification.subject),
            "message_id": .string(messageID),
        ]
        try DurableFile.write(Data((content.canonicalText + "\n").utf8), to: file(notification))
    }

    private func file(_ notification: Notification) -> URL { directory.appending(path: notification.key) }
}

/// A message to a topic about an image made from a source.
struct Notification: Sendable, Hashable {
    let image: String
    let sourceSHA256: String
    let topicARN: String
    let subject: String
    /// A JSON object with a text for each protocol.
    let message: String

    /// The same key for the same message about the same image, whenever it is sent.
    var key: String {
        SHA256.digest(JSON.strings([image, sourceSHA256, topicARN, subject, message]).canonicalText).hex
    }
}
