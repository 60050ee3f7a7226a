package import Digest

/// What a request carries.
package enum RequestBody: Sendable {
    /// Bytes at hand.
    case bytes([UInt8])
    /// A slice of a file, read while it is sent, whose digest is known already.
    case file(path: String, offset: Int64, length: Int64, sha256: SHA256Digest)

    /// The length in bytes.
    package var length: Int64 {
        switch self {
        case .bytes(let bytes): Int64(bytes.count)
        case .file(_, _, let length, _): length
        }
    }

    /// The digest that the signature covers.
    package var sha256: SHA256Digest {
        switch self {
        case .bytes(let bytes): SHA256.digest(bytes)
        case .file(_, _, _, let digest): digest
        }
    }
}
