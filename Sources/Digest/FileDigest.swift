import Foundation

/// The digests of a file: of the whole and of each of its parts.
package struct FileDigest: Sendable, Hashable, Codable {
    /// In bytes.
    package let size: Int64
    package let whole: SHA256Digest
    /// The length of every part but the last, in bytes.
    package let partSize: Int64
    package let parts: [SHA256Digest]

    package init(size: Int64, whole: SHA256Digest, partSize: Int64, parts: [SHA256Digest]) {
        self.size = size
        self.whole = whole
        self.partSize = partSize
        self.parts = parts
    }

    /// The checksum that S3 gives an object which was uploaded in these parts: the base64 digest of the parts' digests, `-`, and their number.
    /// See <https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html>.
    package var s3Composite: String { "\(SHA256.digest(parts.flatMap(\.bytes)).base64)-\(parts.count)" }
}

/// Tells that a file cannot be digested.
package struct FileDigestError: Error, CustomStringConvertible {
    package let path: String
    package let reason: String

    package var description: String { "\(path): \(reason)" }
}

extension SHA256Digest: Codable {
    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let digest = SHA256Digest(hex: text) else {
            throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "not a SHA-256 digest"))
        }
        self = digest
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(hex)
    }
}
