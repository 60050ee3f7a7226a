import Digest
import Foundation

/// What proves that somebody may use the API. Only its digest is kept.
package struct APIToken: Sendable, CustomStringConvertible, CustomDebugStringConvertible {
    private let digest: SHA256Digest

    /// - Returns: nil for an empty token, which would let everybody in.
    package init?(_ text: String) {
        guard !text.isEmpty else { return nil }
        digest = SHA256.digest(text)
    }

    /// Reads a token from a file, without the blanks around it.
    /// - Throws: `APITokenError` when the file cannot be read or holds nothing.
    package init(file path: String) throws(APITokenError) {
        let text: String
        do {
            text = try String(contentsOfFile: path, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
        } catch {
            throw APITokenError(path: path, reason: "cannot be read: \(error.localizedDescription)")
        }
        guard let token = APIToken(text) else { throw APITokenError(path: path, reason: "is empty; anybody could command the bot") }
        self = token
    }

    /// Compares digests in constant time, so that nothing of the token can be measured.
    func matches(_ text: String) -> Bool { constantTimeEqual(SHA256.digest(text).bytes, digest.bytes) }

    package var description: String { "<token>" }
    package var debugDescription: String { "<token>" }
}

/// Tells why the file with the API's token is of no use.
package struct APITokenError: Error, Sendable, CustomStringConvertible {
    package let path: String
    package let reason: String

    package var description: String { "api_token_file \(path) \(reason)" }
}
