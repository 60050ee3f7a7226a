import Foundation

/// A SHA-256 digest.
public struct SHA256Digest: Sendable, Hashable {
    /// The 32 bytes.
    public let bytes: [UInt8]

    /// Takes the raw digest.
    /// - Returns: nil unless there are exactly 32 bytes.
    public init?(bytes: [UInt8]) {
        guard bytes.count == SHA256Digest.byteCount else { return nil }
        self.bytes = bytes
    }

    /// Reads the 64 hexadecimal digits of a digest, in either case.
    /// - Returns: nil for anything else.
    public init?(hex: String) {
        guard let bytes = hexBytes(hex) else { return nil }
        self.init(bytes: bytes)
    }

    /// Reads the base64 form that S3 uses in checksums.
    /// - Returns: nil for anything else.
    public init?(base64: String) {
        guard let data = Data(base64Encoded: base64) else { return nil }
        self.init(bytes: Array(data))
    }

    /// The digest as 64 lower-case hexadecimal digits.
    public var hex: String { hexText(bytes) }

    /// The digest in base64, as S3 writes checksums.
    public var base64: String { Data(bytes).base64EncodedString() }

    /// The length of every SHA-256 digest in bytes.
    public static let byteCount = 32
}

extension SHA256Digest: CustomStringConvertible {
    public var description: String { "sha256:\(hex)" }
}
