import COpenSSL

/// SHA-1, for file names that other tools form with it. Never for anything that must be safe.
package enum SHA1 {
    /// Returns the digest of a text's UTF-8 in lower-case hex.
    package static func hex(_ text: String) -> String {
        let bytes = Array(text.utf8)
        var digest = [UInt8](repeating: 0, count: 20)
        var length: UInt32 = 20
        EVP_Digest(bytes, bytes.count, &digest, &length, EVP_sha1(), nil)
        return hexText(digest)
    }
}
