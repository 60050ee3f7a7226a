package import HTTP

extension AWSClient {
    /// Reads a piece of an object into memory.
    /// - Throws: `AWSError`; `InvalidRange` for a piece behind the end.
    package func getObject(_ location: S3Location, range: Range<Int64>) async throws(AWSError) -> [UInt8] {
        try await send(location.request("GetObject", .get, headers: [S3Location.range(range)])).body
    }

    /// Reads a piece of an object into a file.
    /// - Parameter etag: of the content that is meant: an object that was replaced is refused (`PreconditionFailed`).
    package func getObject(_ location: S3Location, range: Range<Int64>, etag: String?, into download: Download) async throws(AWSError) {
        let condition = etag.map { [(name: "if-match", value: $0)] } ?? []
        var request = location.request("GetObject", .get, headers: [S3Location.range(range)] + condition)
        request.download = download
        _ = try await send(request)
    }

    /// Copies an object within S3; nothing passes through this host.
    /// - Parameter tags: what the copy has instead of the original's.
    /// - Returns: the SHA-256 checksum of the copy's whole content in base64, which S3 computes on the way.
    /// - Throws: `AWSError`; an object over 5 GiB is refused.
    package func copyObject(_ source: S3Location, to destination: S3Location, etag: String?, tags: [AWSTag]) async throws(AWSError) -> String {
        let name = "\(source.bucket)/\(URIEncoding.encode(source.key, keepingSlashes: true))"
        var headers = [
            (name: "x-amz-copy-source", value: name), (name: "x-amz-checksum-algorithm", value: "SHA256"),
            (name: "x-amz-metadata-directive", value: "REPLACE"), (name: "x-amz-tagging-directive", value: "REPLACE"), S3Location.tagging(tags),
        ]
        if let etag { headers.append((name: "x-amz-copy-source-if-match", value: etag)) }
        let answer = try await sendForXML(destination.request("CopyObject", .put, headers: headers))
        return try answer.required("ChecksumSHA256", of: "CopyObject", .s3, destination.region)
    }

    /// Deletes an object, if it is there.
    package func deleteObject(_ location: S3Location) async throws(AWSError) { _ = try await send(location.request("DeleteObject", .delete)) }
}

extension S3Location {
    /// The header that gives a new object its tags.
    static func tagging(_ tags: [AWSTag]) -> (name: String, value: String) {
        (name: "x-amz-tagging", value: URIEncoding.query(tags.map { (name: $0.key, value: $0.value) }))
    }

    fileprivate static func range(_ range: Range<Int64>) -> (name: String, value: String) {
        (name: "range", value: "bytes=\(range.lowerBound)-\(range.upperBound - 1)")
    }
}
