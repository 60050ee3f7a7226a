/// SHA-256 of bytes that are all at hand.
package enum SHA256 {
    /// Returns the digest of bytes.
    package static func digest(_ bytes: some Sequence<UInt8>) -> SHA256Digest {
        var stream = SHA256Stream()
        stream.update(bytes)
        return stream.finalize()
    }

    /// Returns the digest of a text's UTF-8.
    package static func digest(_ text: String) -> SHA256Digest { digest(text.utf8) }
}
