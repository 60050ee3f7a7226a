import COpenSSL

/// HMAC with SHA-256 (RFC 2104).
package enum HMACSHA256 {
    /// Returns the authentication code of a message.
    /// - Parameters:
    ///   - key: the secret, of any length.
    ///   - message: what is authenticated.
    package static func code(key: [UInt8], message: [UInt8]) -> SHA256Digest {
        var bytes = [UInt8](repeating: 0, count: SHA256Digest.byteCount)
        var length: UInt32 = 0
        // HMAC() takes an empty key only when its pointer is not null.
        let usableKey = key.isEmpty ? [0] : key
        _ = HMAC(EVP_sha256(), usableKey, Int32(key.count), message, message.count, &bytes, &length)
        return SHA256Digest(exactly: bytes)
    }

    /// Returns the authentication code of a text's UTF-8.
    package static func code(key: [UInt8], message: String) -> SHA256Digest { code(key: key, message: Array(message.utf8)) }
}
