/// A secret that a forge and the bot share. It never shows in a description.
package struct WebhookSecret: Sendable, CustomStringConvertible, CustomDebugStringConvertible {
    let bytes: [UInt8]

    /// - Returns: nil for an empty secret, or one of blanks, which would let everybody in.
    package init?(_ bytes: [UInt8]) {
        guard !bytes.allSatisfy({ [0x20, 0x09].contains($0) }) else { return nil }
        self.bytes = bytes
    }

    package var description: String { "<secret>" }
    package var debugDescription: String { "<secret>" }
}
