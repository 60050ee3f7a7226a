import AWS
import Foundation
import HTTP
import NIOCore

extension S3Service {
    /// Copies an object of the account, from any region.
    func copyObject() throws -> Answer {
        let source = try copySource()
        guard source.size <= 5 << 30 else {
            throw ServiceError("InvalidRequest", "The specified copy source is larger than the maximum allowable size for a copy source: 5368709120")
        }
        if let etag = head.header("x-amz-copy-source-if-match"), etag.replacing("\"", with: "") != source.etag {
            throw ServiceError("PreconditionFailed", "At least one of the pre-conditions you specified did not hold", status: 412)
        }
        let tags = head.header("x-amz-tagging-directive") == "REPLACE" ? try taggingHeader() : source.tags
        let part = try copied(source)
        let replacesMetadata = head.header("x-amz-metadata-directive") == "REPLACE"
        let object = StoredObject(
            parts: [part], size: part.size, etag: part.etag, checksums: part.checksums, checksumType: "FULL_OBJECT", modifiedAt: call.now,
            contentType: replacesMetadata ? head.header("content-type") ?? "binary/octet-stream" : source.contentType,
            metadata: replacesMetadata ? userMetadata : source.metadata,
            tags: tags)
        let replaced: [String]
        do {
            replaced = try withBucket { bucket, _ in (bucket.objects.updateValue(object, forKey: key)?.parts ?? []).map(\.file) }
        } catch {
            core.store.remove([part.file])
            throw error
        }
        core.store.remove(replaced)
        return Answer(s3: "CopyObjectResult") { xml in
            xml.element("LastModified", call.now.iso8601)
            xml.element("ETag", "\"\(part.etag)\"")
            for (algorithm, value) in part.checksums { xml.element(algorithm.element, value) }
            xml.element("ChecksumType", "FULL_OBJECT")
        }
    }

    private func copySource() throws -> StoredObject {
        let name = (head.header("x-amz-copy-source") ?? "").drop { $0 == "/" }.split(separator: "/", maxSplits: 1)
        guard name.count == 2 else {
            throw ServiceError("InvalidArgument", "Copy Source must mention the source bucket and key: sourcebucket/sourcekey")
        }
        let (bucket, key) = (URIEncoding.decode(name[0]), URIEncoding.decode(name[1]))
        return try core.withWorld { world in
            guard let found = world.s3.buckets[bucket], (found.account ?? world.configuration.account) == call.account else {
                throw ServiceError("NoSuchBucket", "The specified bucket does not exist", status: 404, details: [("BucketName", bucket)])
            }
            guard let object = found.objects[key] else {
                throw ServiceError("NoSuchKey", "The specified key does not exist.", status: 404, details: [("Key", key)])
            }
            return object
        }
    }

    /// Writes the content into a file of its own, with the checksum asked for, else that of the source's kind.
    private func copied(_ source: StoredObject) throws -> StoredPart {
        let wanted = head.header("x-amz-checksum-algorithm").flatMap { ChecksumAlgorithm(rawValue: $0.uppercased()) }
        let algorithm = wanted ?? source.checksums.keys.first ?? .crc64nvme
        var sink = try core.store.newFile([algorithm])
        for slice in source.slices(0..<source.size) {
            var reader = try SliceReader(slice)
            while let buffer = try reader.next() { try buffer.withUnsafeReadableBytes { try sink.write($0) } }
        }
        let checksums = try sink.finish()
        let etag = String(
            (checksums[algorithm] ?? "").utf8.reduce(into: UInt64(sink.size)) { $0 = ($0 &* 1_099_511_628_211) ^ UInt64($1) }, radix: 16)
        return StoredPart(
            file: sink.path, size: sink.size, etag: String(repeating: "0", count: 32 - etag.count) + etag, checksums: checksums, modifiedAt: call.now)
    }
}
