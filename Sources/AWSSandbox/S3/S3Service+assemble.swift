import AWS
import Digest
import Foundation

/// A part as CompleteMultipartUpload lists it.
struct ListedPart {
    let number: Int
    let etag: String
    let checksums: [ChecksumAlgorithm: String]

    init(_ node: XMLNode) throws {
        guard let number = node.text("PartNumber").flatMap(Int.init), let etag = node.text("ETag") else {
            throw ServiceError("MalformedXML", "The XML you provided was not well-formed or did not validate against our published schema")
        }
        self.number = number
        self.etag = etag.replacing("\"", with: "")
        var checksums: [ChecksumAlgorithm: String] = [:]
        for algorithm in ChecksumAlgorithm.allCases { checksums[algorithm] = node.text(algorithm.element) }
        self.checksums = checksums
    }
}

extension S3Service {
    /// Makes the object of an upload from the parts that the call lists.
    func assemble(_ upload: MultipartUpload, _ listed: [ListedPart]) throws -> StoredObject {
        guard !listed.isEmpty else { throw ServiceError("MalformedXML", "You must specify at least one part") }
        guard zip(listed, listed.dropFirst()).allSatisfy({ $0.number < $1.number }) else {
            throw ServiceError(
                "InvalidPartOrder", "The list of parts was not in ascending order. Parts must be ordered by part number.")
        }
        let parts = try listed.map { try part($0, of: upload) }
        // Source: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html>: all parts but the last have 5 MiB at least.
        if let small = parts.dropLast().first(where: { $0.size < 5 << 20 }) {
            throw ServiceError(
                "EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size", details: [("ProposedSize", String(small.size))])
        }
        let size = parts.reduce(0) { $0 + $1.size }
        if let told = head.header("x-amz-mp-object-size"), told != String(size) {
            throw ServiceError("InvalidRequest", "The provided 'x-amz-mp-object-size' header value \(told) does not match what was computed: \(size)")
        }
        let checksums = try objectChecksums(upload, parts)
        let etag = SHA256.digest(parts.map(\.etag).joined(separator: " ")).hex.prefix(32).appending("-\(parts.count)")
        return StoredObject(
            parts: parts, size: size, etag: etag, checksums: checksums, checksumType: upload.checksumType, modifiedAt: call.now,
            contentType: upload.contentType, metadata: upload.metadata, tags: upload.tags, isMultipart: true)
    }

    private func part(_ listed: ListedPart, of upload: MultipartUpload) throws -> StoredPart {
        guard let part = upload.parts[listed.number], part.etag == listed.etag,
            listed.checksums.allSatisfy({ part.checksums[$0.key] == nil || part.checksums[$0.key] == $0.value })
        else {
            throw ServiceError(
                "InvalidPart",
                "One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
                details: [("PartNumber", String(listed.number)), ("UploadId", upload.id)])
        }
        if let algorithm = upload.algorithm, upload.checksumType == "COMPOSITE", listed.checksums[algorithm] == nil {
            throw ServiceError(
                "InvalidRequest",
                "The upload was created using a \(algorithm.rawValue.lowercased()) checksum. The complete request must include the checksum for each part. It was missing for part \(listed.number) in the request."
            )
        }
        return part
    }

    private func objectChecksums(_ upload: MultipartUpload, _ parts: [StoredPart]) throws -> [ChecksumAlgorithm: String] {
        guard let algorithm = upload.algorithm ?? parts.first?.checksums.keys.first else { return [:] }
        let values = parts.map { $0.checksums[algorithm] ?? "" }
        let full = algorithm.fullObject(zip(values, parts).map { (checksum: $0, size: $1.size) })
        let checksum = upload.checksumType == "FULL_OBJECT" ? full : algorithm.composite(values)
        guard let checksum else { return [:] }
        // The number of parts may be left out of what the call says.
        if let told = head.header(algorithm.header), told != checksum, "\(told)-\(parts.count)" != checksum { throw S3Service.badDigest(algorithm) }
        return [algorithm: checksum]
    }
}
