import Digest
import Foundation

/// A secret that a forge and the bot share. It never shows in a description.
package struct WebhookSecret: Sendable, CustomStringConvertible, CustomDebugStringConvertible {
    let bytes: [UInt8]

    /// - Returns: nil for an empty secret, which would let everybody in.
    package init?(_ bytes: [UInt8]) {
        guard !bytes.isEmpty else { return nil }
        self.bytes = bytes
    }

    /// Reads a secret from a file, without the line break at its end.
    /// - Throws: `WebhookSecretError` when the file cannot be read or holds nothing.
    package init(file path: String) throws(WebhookSecretError) {
        let data: Data
        do {
            data = try Data(contentsOf: URL(filePath: path))
        } catch {
            throw WebhookSecretError(path: path, reason: "cannot be read: \(error.localizedDescription)")
        }
        var bytes = [UInt8](data)
        while let last = bytes.last, [0x0A, 0x0D].contains(last) { bytes.removeLast() }
        guard !bytes.allSatisfy({ [0x20, 0x09].contains($0) }), let secret = WebhookSecret(bytes) else {
            throw WebhookSecretError(path: path, reason: "is empty; anybody could wake the bot, so a webhook needs a secret")
        }
        self = secret
    }

    package var description: String { "<secret>" }
    package var debugDescription: String { "<secret>" }
}

/// Tells why a webhook's secret file is of no use.
package struct WebhookSecretError: Error, Sendable, CustomStringConvertible {
    package let path: String
    package let reason: String

    package var description: String { "webhook secret file \(path) \(reason)" }
}
