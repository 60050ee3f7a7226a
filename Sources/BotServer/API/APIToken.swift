import Digest

/// What proves that somebody may use the API. Only its digest is kept.
package struct APIToken: Sendable, CustomStringConvertible, CustomDebugStringConvertible {
    private let digest: SHA256Digest

    /// - Returns: nil for an empty token, which would let everybody in.
    package init?(_ text: String) {
        guard !text.isEmpty else { return nil }
        digest = SHA256.digest(text)
    }

    /// Compares digests in constant time, so that nothing of the token can be measured.
    func matches(_ text: String) -> Bool { constantTimeEqual(SHA256.digest(text).bytes, digest.bytes) }

    package var description: String { "<token>" }
    package var debugDescription: String { "<token>" }
}
