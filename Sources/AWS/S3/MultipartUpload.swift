package import Digest
package import HTTP

/// An upload in parts that was begun and not completed.
package struct MultipartUpload: Sendable, Hashable {
    package let id: String
    package let key: String
    /// When it was begun, in ISO 8601: texts compare like times.
    package let initiated: String
}

/// A part of an upload that S3 has.
package struct UploadedPart: Sendable, Hashable {
    /// Counted from 1.
    package let number: Int
    package let etag: String
    /// In bytes.
    package let size: Int64
    package let sha256: SHA256Digest?

    package init(number: Int, etag: String, size: Int64, sha256: SHA256Digest?) {
        self.number = number
        self.etag = etag
        self.size = size
        self.sha256 = sha256
    }
}

extension AWSClient {
    /// Begins an upload in parts with SHA-256 checksums. After an ambiguous failure, look for the upload before another one is begun.
    /// - Parameter tags: what the object will have.
    /// - Returns: the upload's id.
    package func createMultipartUpload(_ location: S3Location, tags: [AWSTag]) async throws(AWSError) -> String {
        let headers = [
            (name: "x-amz-checksum-algorithm", value: "SHA256"), (name: "x-amz-checksum-type", value: "COMPOSITE"), S3Location.tagging(tags),
        ]
        var request = location.request("CreateMultipartUpload", .post, query: [(name: "uploads", value: "")], headers: headers)
        request.repetition = .onlyIfNotProcessed
        let answer = try await sendForXML(request)
        return try answer.required("UploadId", of: "CreateMultipartUpload", .s3, location.region)
    }

    /// Returns the uploads of an object's key that were begun and that take SHA-256 checksums, the oldest first.
    package func listMultipartUploads(_ location: S3Location) async throws(AWSError) -> [MultipartUpload] {
        var uploads: [MultipartUpload] = []
        var markers: [(name: String, value: String)] = []
        repeat {
            let bucket = S3Location(bucket: location.bucket, key: "", region: location.region)
            let answer = try await sendForXML(
                bucket.request("ListMultipartUploads", .get, query: [(name: "uploads", value: ""), (name: "prefix", value: location.key)] + markers))
            uploads += answer.all("Upload").compactMap { node in
                guard let key = node.text("Key"), key == location.key, let id = node.text("UploadId") else { return nil }
                guard node.text("ChecksumAlgorithm") == "SHA256", ["COMPOSITE", nil].contains(node.text("ChecksumType")) else { return nil }
                return MultipartUpload(id: id, key: key, initiated: node.text("Initiated") ?? "")
            }
            markers = answer.nextPage([("NextKeyMarker", "key-marker"), ("NextUploadIdMarker", "upload-id-marker")])
        } while !markers.isEmpty
        return uploads.sorted { ($0.initiated, $0.id) < ($1.initiated, $1.id) }
    }

    /// Returns the parts of an upload that S3 has.
    package func listParts(_ location: S3Location, uploadID: String) async throws(AWSError) -> [UploadedPart] {
        var parts: [UploadedPart] = []
        var marker: [(name: String, value: String)] = []
        repeat {
            let answer = try await sendForXML(location.request("ListParts", .get, query: [(name: "uploadId", value: uploadID)] + marker))
            parts += answer.all("Part").compactMap(UploadedPart.init)
            marker = answer.nextPage([("NextPartNumberMarker", "part-number-marker")])
        } while !marker.isEmpty
        return parts
    }

    /// Uploads one part.
    /// - Parameters:
    ///   - number: counted from 1.
    ///   - body: its bytes; the digest goes along and S3 compares it.
    package func uploadPart(_ location: S3Location, uploadID: String, number: Int, body: RequestBody) async throws(AWSError) -> UploadedPart {
        let digest = body.sha256
        let response = try await send(
            location.request(
                "UploadPart", .put, query: [(name: "partNumber", value: String(number)), (name: "uploadId", value: uploadID)],
                headers: [(name: "x-amz-checksum-sha256", value: digest.base64)], body: body))
        guard let etag = response.headers["etag"] else {
            throw AWSError(
                service: .s3, region: location.region, action: "UploadPart", code: "UnreadableAnswer", message: "the answer has no ETag",
                kind: .transient)
        }
        return UploadedPart(number: number, etag: etag, size: body.length, sha256: digest)
    }

    /// Makes the object from its parts.
    /// - Parameter checksum: the composite checksum that S3 is to compare.
    /// - Throws: `AWSError`; `NoSuchUpload` also when an earlier call whose answer was lost completed it.
    package func completeMultipartUpload(
        _ location: S3Location, uploadID: String, parts: [UploadedPart], checksum: String
    ) async throws(AWSError) {
        let list = parts.sorted { $0.number < $1.number }.map { part in
            let digest = part.sha256.map { "<ChecksumSHA256>\($0.base64)</ChecksumSHA256>" } ?? ""
            return "<Part><ETag>\(escapeXML(part.etag))</ETag>\(digest)<PartNumber>\(part.number)</PartNumber></Part>"
        }
        let body = "<CompleteMultipartUpload xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">\(list.joined())</CompleteMultipartUpload>"
        _ = try await sendForXML(
            location.request(
                "CompleteMultipartUpload", .post, query: [(name: "uploadId", value: uploadID)],
                headers: [
                    (name: "content-type", value: "application/xml"), (name: "x-amz-checksum-sha256", value: checksum),
                    (name: "x-amz-checksum-type", value: "COMPOSITE"),
                ], body: .bytes(Array(body.utf8))))
    }

    /// Gives an upload up and frees its parts.
    package func abortMultipartUpload(_ location: S3Location, uploadID: String) async throws(AWSError) {
        _ = try await send(location.request("AbortMultipartUpload", .delete, query: [(name: "uploadId", value: uploadID)]))
    }
}

extension UploadedPart {
    init?(_ node: XMLNode) {
        guard let number = node.text("PartNumber").flatMap(Int.init), let etag = node.text("ETag") else { return nil }
        self.init(
            number: number, etag: etag, size: node.text("Size").flatMap(Int64.init) ?? 0,
            sha256: node.text("ChecksumSHA256").flatMap(SHA256Digest.init(base64:)))
    }
}

extension XMLNode {
    /// Returns the query members that ask for the next page of an S3 list; none when this was the last.
    fileprivate func nextPage(_ markers: [(element: String, parameter: String)]) -> [(name: String, value: String)] {
        guard text("IsTruncated") == "true" else { return [] }
        return markers.compactMap { marker in
            text(marker.element).flatMap { $0.isEmpty ? nil : (name: marker.parameter, value: $0) }
        }
    }
}
