import AWS
import Foundation
import HTTPTypes

extension S3Service {
    func putObject() async throws -> Answer {
        let tags = try taggingHeader()
        let part = try await receive(nil)
        let object = StoredObject(
            parts: [part], size: part.size, etag: part.etag, checksums: part.checksums, checksumType: "FULL_OBJECT", modifiedAt: call.now,
            contentType: head.header("content-type") ?? "binary/octet-stream", metadata: userMetadata, tags: tags)
        let replaced: [String]
        do {
            replaced = try withBucket { bucket, _ in
                try checkPreconditions(bucket)
                return (bucket.objects.updateValue(object, forKey: key)?.parts ?? []).map(\.file)
            }
        } catch {
            core.store.remove([part.file])
            throw error
        }
        core.store.remove(replaced)
        return Answer(headers: [("etag", "\"\(part.etag)\"")] + headers(of: part.checksums, type: "FULL_OBJECT"))
    }

    /// Checks the conditions of a write.
    func checkPreconditions(_ bucket: Bucket) throws {
        let failed = ServiceError(
            "PreconditionFailed", "At least one of the pre-conditions you specified did not hold", status: 412)
        if head.header("if-none-match") == "*", bucket.objects[key] != nil { throw failed }
        if let etag = head.header("if-match"), etag.replacing("\"", with: "") != bucket.objects[key]?.etag { throw failed }
    }

    var userMetadata: [String: String] {
        var metadata: [String: String] = [:]
        for field in head.headers where field.name.canonicalName.hasPrefix("x-amz-meta-") { metadata[field.name.canonicalName] = field.value }
        return metadata
    }

    func taggingHeader() throws -> [String: String] {
        var tags: [String: String] = [:]
        for pair in decodeForm(head.header("x-amz-tagging") ?? "", plusIsSpace: true) { tags[pair.name] = pair.value }
        try S3Service.check(tags)
        return tags
    }

    func getObject() throws -> Answer {
        let object = try withBucket { bucket, _ in
            guard let object = bucket.objects[key] else {
                throw ServiceError("NoSuchKey", "The specified key does not exist.", status: 404, details: [("Key", key)])
            }
            return object
        }
        var headers: [(name: String, value: String)] = [
            ("etag", "\"\(object.etag)\""), ("last-modified", object.modifiedAt.http), ("content-type", object.contentType),
            ("accept-ranges", "bytes"),
        ]
        headers += object.metadata.map { (name: $0.key, value: $0.value) }.sorted { $0.name < $1.name }
        if !object.tags.isEmpty { headers.append(("x-amz-tagging-count", String(object.tags.count))) }
        if let etag = head.header("if-none-match"), etag.replacing("\"", with: "") == object.etag { return Answer(status: 304, headers: headers) }
        if let etag = head.header("if-match"), etag.replacing("\"", with: "") != object.etag {
            throw ServiceError("PreconditionFailed", "At least one of the pre-conditions you specified did not hold", status: 412)
        }
        guard let range = try range(of: object) else {
            if head.header("x-amz-checksum-mode")?.uppercased() == "ENABLED" {
                headers += self.headers(of: object.checksums, type: object.checksumType)
            }
            return Answer(headers: headers, body: .files(object.slices(0..<object.size)))
        }
        headers.append(("content-range", "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(object.size)"))
        return Answer(status: 206, headers: headers, body: .files(object.slices(range)))
    }

    /// Returns the bytes asked for, nil for all of them.
    private func range(of object: StoredObject) throws -> Range<Int>? {
        if let number = head.parameter("partNumber").flatMap(Int.init) {
            guard object.parts.indices.contains(number - 1) else { throw unsatisfiable(object) }
            let start = object.parts[..<(number - 1)].reduce(0) { $0 + $1.size }
            return start..<(start + object.parts[number - 1].size)
        }
        guard let header = head.header("range"), header.hasPrefix("bytes="), !header.contains(",") else { return nil }
        let bounds = header.dropFirst(6).split(separator: "-", omittingEmptySubsequences: false)
        guard bounds.count == 2 else { return nil }
        guard let first = Int(bounds[0]) else {
            guard bounds[0].isEmpty, let last = Int(bounds[1]) else { return nil }
            guard last > 0, object.size > 0 else { throw unsatisfiable(object) }
            return max(0, object.size - last)..<object.size
        }
        guard first < object.size else { throw unsatisfiable(object) }
        let last = bounds[1].isEmpty ? object.size - 1 : Int(bounds[1]) ?? -1
        guard last >= first else { return nil }
        return first..<min(last + 1, object.size)
    }

    private func unsatisfiable(_ object: StoredObject) -> ServiceError {
        ServiceError(
            "InvalidRange", "The requested range is not satisfiable", status: 416, details: [("ActualObjectSize", String(object.size))])
    }

    func deleteObject() throws -> Answer {
        let removed = try withBucket { bucket, _ in (bucket.objects.removeValue(forKey: key)?.parts ?? []).map(\.file) }
        core.store.remove(removed)
        return Answer(status: 204)
    }

    func deleteObjects() async throws -> Answer {
        let request = try await document()
        let keys = request.all("Object").compactMap { $0["Key"]?.text }
        let removed = try withBucket { bucket, _ in
            keys.flatMap { key in (bucket.objects.removeValue(forKey: key)?.parts ?? []).map(\.file) }
        }
        core.store.remove(removed)
        return Answer(s3: "DeleteResult") { xml in
            guard request.text("Quiet") != "true" else { return }
            for key in keys { xml.element("Deleted") { $0.element("Key", key) } }
        }
    }
}

extension StoredObject {
    /// Returns the pieces of files that hold a range of the object.
    func slices(_ range: Range<Int>) -> [FileSlice] {
        var slices: [FileSlice] = []
        var start = 0
        for part in parts {
            let wanted = range.clamped(to: start..<(start + part.size))
            if !wanted.isEmpty { slices.append(FileSlice(path: part.file, offset: wanted.lowerBound - start, count: wanted.count)) }
            start += part.size
        }
        return slices
    }
}
