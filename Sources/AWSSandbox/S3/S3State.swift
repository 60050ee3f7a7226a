import CanonicalJSON
import Foundation

/// All buckets; S3 has them once per partition.
struct S3State: Sendable {
    var buckets: [String: Bucket] = [:]
}

/// A bucket.
struct Bucket: Sendable {
    let name: String
    let region: String
    let createdAt: Date
    /// The owner; nil is the sandbox's own account.
    var account: String?
    var objects: [String: StoredObject] = [:]
    var uploads: [String: MultipartUpload] = [:]
}

/// An object, or a part of one.
struct StoredPart: Sendable {
    let file: String
    let size: Int
    let etag: String
    /// Checksums in base64.
    let checksums: [ChecksumAlgorithm: String]
    let modifiedAt: Date
}

/// An object.
struct StoredObject: Sendable {
    var parts: [StoredPart]
    var size: Int
    var etag: String
    var checksums: [ChecksumAlgorithm: String]
    /// `COMPOSITE` or `FULL_OBJECT`.
    var checksumType: String
    var modifiedAt: Date
    var contentType: String
    var metadata: [String: String] = [:]
    var tags: [String: String] = [:]
    var isMultipart = false
}

/// An upload in parts that is not complete.
struct MultipartUpload: Sendable {
    let id: String
    let key: String
    let startedAt: Date
    let algorithm: ChecksumAlgorithm?
    let checksumType: String
    let contentType: String
    let metadata: [String: String]
    let tags: [String: String]
    var parts: [Int: StoredPart] = [:]
}

extension S3State {
    /// The state as JSON; the files of parts are not told, since their names differ from run to run.
    var json: JSON {
        .object(
            buckets.mapValues { bucket in
                .object([
                    "region": .string(bucket.region),
                    "objects": .object(bucket.objects.mapValues(\.json)),
                    "uploads": .array(
                        bucket.uploads.values.sorted { ($0.key, $0.startedAt, $0.id) < ($1.key, $1.startedAt, $1.id) }.map { upload in
                            .object([
                                "uploadId": .string(upload.id), "key": .string(upload.key),
                                "parts": .array(upload.parts.keys.sorted().map(JSON.integer)),
                            ])
                        }),
                ])
            })
    }
}

extension StoredObject {
    fileprivate var json: JSON {
        .object([
            "size": .integer(size), "parts": .integer(parts.count), "tags": .object(tags.mapValues(JSON.string)),
            "checksums": .object(Dictionary(uniqueKeysWithValues: checksums.map { ($0.key.rawValue, JSON.string($0.value)) })),
        ])
    }
}
