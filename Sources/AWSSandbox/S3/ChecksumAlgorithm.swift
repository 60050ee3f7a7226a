import Digest
import Foundation

/// The checksums of S3 that the sandbox computes.
enum ChecksumAlgorithm: String, Sendable, CaseIterable {
    case crc32 = "CRC32"
    case crc32c = "CRC32C"
    case crc64nvme = "CRC64NVME"
    case sha256 = "SHA256"

    /// The header that carries the checksum.
    var header: String { "x-amz-checksum-\(rawValue.lowercased())" }

    /// The element that carries the checksum in XML.
    var element: String { "Checksum\(rawValue)" }

    /// The CRC, nil for a digest.
    var crc: CRC? {
        switch self {
        case .crc32: .crc32
        case .crc32c: .crc32c
        case .crc64nvme: .crc64nvme
        case .sha256: nil
        }
    }

    /// Returns the checksum of bytes in base64.
    func checksum(_ bytes: [UInt8]) -> String {
        guard let crc else { return SHA256.digest(bytes).base64 }
        return crc.base64(bytes.withUnsafeBytes { crc.update(0, $0) })
    }

    /// Returns the checksum of a multipart object as a checksum of the checksums of its parts.
    func composite(_ parts: [String]) -> String {
        checksum(parts.flatMap { Array(Data(base64Encoded: $0) ?? Data()) }) + "-\(parts.count)"
    }

    /// Returns the checksum of a multipart object as if it were uploaded at once; nil where only a composite is possible.
    func fullObject(_ parts: [(checksum: String, size: Int)]) -> String? {
        guard let crc else { return nil }
        return crc.base64(parts.reduce(0) { crc.combine($0, crc.value(base64: $1.checksum), length: $1.size) })
    }
}
