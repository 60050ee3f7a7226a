import AWS
import HTTP

extension S3Service {
    func listObjects() throws -> Answer {
        let isSecond = call.action == "ListObjectsV2"
        let prefix = head.parameter("prefix") ?? ""
        let delimiter = head.parameter("delimiter") ?? ""
        let limit = min(head.parameter("max-keys").flatMap(Int.init) ?? 1000, 1000)
        let start = isSecond ? head.parameter("continuation-token") ?? head.parameter("start-after") : head.parameter("marker")
        let objects = try withBucket { bucket, _ in bucket.objects }
        var page = Page(limit: limit)
        for (key, object) in objects.sorted(by: { $0.key < $1.key }) where key.hasPrefix(prefix) && key > (start ?? "") {
            page.add(key, object, prefix: prefix, delimiter: delimiter)
        }
        let encode: (String) -> String = { head.parameter("encoding-type") == "url" ? URIEncoding.encode($0, keepingSlashes: true) : $0 }
        return Answer(s3: "ListBucketResult") { xml in
            xml.element("Name", target.bucket)
            xml.element("Prefix", encode(prefix))
            if !delimiter.isEmpty { xml.element("Delimiter", encode(delimiter)) }
            xml.element("MaxKeys", limit)
            xml.element("EncodingType", head.parameter("encoding-type"))
            xml.element("KeyCount", page.objects.count + page.prefixes.count)
            xml.element("IsTruncated", page.isTruncated)
            if page.isTruncated { xml.element(isSecond ? "NextContinuationToken" : "NextMarker", encode(page.last)) }
            for (key, object) in page.objects {
                xml.element("Contents") { xml in
                    xml.element("Key", encode(key))
                    xml.element("LastModified", object.modifiedAt.iso8601)
                    xml.element("ETag", "\"\(object.etag)\"")
                    xml.element("Size", object.size)
                    xml.element("StorageClass", "STANDARD")
                }
            }
            for prefix in page.prefixes { xml.element("CommonPrefixes") { $0.element("Prefix", encode(prefix)) } }
        }
    }

    /// A page of a listing.
    private struct Page {
        let limit: Int
        var objects: [(String, StoredObject)] = []
        var prefixes: [String] = []
        var last = ""
        var isTruncated = false

        mutating func add(_ key: String, _ object: StoredObject, prefix: String, delimiter: String) {
            guard !isTruncated else { return }
            let rest = key.dropFirst(prefix.count)
            let common = delimiter.isEmpty ? nil : rest.ranges(of: delimiter).first.map { prefix + rest[..<$0.upperBound] }
            if let common, common == prefixes.last {
                last = key
                return
            }
            guard objects.count + prefixes.count < limit else {
                isTruncated = true
                return
            }
            if let common { prefixes.append(common) } else { objects.append((key, object)) }
            last = key
        }
    }

    func listMultipartUploads() throws -> Answer {
        let limit = min(head.parameter("max-uploads").flatMap(Int.init) ?? 1000, 1000)
        let prefix = head.parameter("prefix") ?? ""
        let marker = (head.parameter("key-marker") ?? "", head.parameter("upload-id-marker") ?? "")
        let all = try withBucket { bucket, _ in
            // Uploads of one key are in the order of their age; ids stand for it, since they are compared with the marker.
            bucket.uploads.values.filter { $0.key.hasPrefix(prefix) }.sorted { ($0.key, $0.id) < ($1.key, $1.id) }
        }
        let rest = all.filter { marker.0.isEmpty ? true : marker.1.isEmpty ? $0.key > marker.0 : ($0.key, $0.id) > marker }
        let page = rest.prefix(limit)
        return Answer(s3: "ListMultipartUploadsResult") { xml in
            xml.element("Bucket", target.bucket)
            xml.element("KeyMarker", marker.0)
            xml.element("UploadIdMarker", marker.1)
            xml.element("Prefix", prefix)
            if rest.count > page.count, let last = page.last {
                xml.element("NextKeyMarker", last.key)
                xml.element("NextUploadIdMarker", last.id)
            }
            xml.element("MaxUploads", limit)
            xml.element("IsTruncated", rest.count > page.count)
            for upload in page {
                xml.element("Upload") { xml in
                    xml.element("Key", upload.key)
                    xml.element("UploadId", upload.id)
                    xml.element("StorageClass", "STANDARD")
                    xml.element("Initiated", upload.startedAt.iso8601)
                    xml.element("ChecksumAlgorithm", upload.algorithm?.rawValue)
                    xml.element("ChecksumType", upload.algorithm == nil ? nil : upload.checksumType)
                }
            }
        }
    }

    func listParts() throws -> Answer {
        let upload = try withBucket { bucket, _ in try self.upload(bucket) }
        let limit = min(head.parameter("max-parts").flatMap(Int.init) ?? 1000, 1000)
        let marker = head.parameter("part-number-marker").flatMap(Int.init) ?? 0
        let rest = upload.parts.sorted { $0.key < $1.key }.filter { $0.key > marker }
        let page = rest.prefix(limit)
        return Answer(s3: "ListPartsResult") { xml in
            xml.element("Bucket", target.bucket)
            xml.element("Key", upload.key)
            xml.element("UploadId", upload.id)
            xml.element("StorageClass", "STANDARD")
            xml.element("PartNumberMarker", marker)
            xml.element("NextPartNumberMarker", page.last?.key ?? 0)
            xml.element("MaxParts", limit)
            xml.element("IsTruncated", rest.count > page.count)
            xml.element("ChecksumAlgorithm", upload.algorithm?.rawValue)
            xml.element("ChecksumType", upload.algorithm == nil ? nil : upload.checksumType)
            for (number, part) in page {
                xml.element("Part") { xml in
                    xml.element("PartNumber", number)
                    xml.element("LastModified", part.modifiedAt.iso8601)
                    xml.element("ETag", "\"\(part.etag)\"")
                    xml.element("Size", part.size)
                    for (algorithm, checksum) in part.checksums { xml.element(algorithm.element, checksum) }
                }
            }
        }
    }
}
