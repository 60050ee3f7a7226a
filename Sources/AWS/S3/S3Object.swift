package import AWSPartition
import Digest
import HTTP

/// The name of an object, and where its bucket is.
package struct S3Location: Sendable, Hashable {
    package let bucket: String
    package let key: String
    package let region: Region

    package init(bucket: String, key: String, region: Region) {
        self.bucket = bucket
        self.key = key
        self.region = region
    }

    func request(
        _ action: String, _ method: HTTPMethod, query: [(name: String, value: String)] = [], headers: [(name: String, value: String)] = [],
        body: RequestBody = .bytes([])
    ) -> AWSRequest {
        AWSRequest(
            service: .s3, region: region, action: action, method: method, path: "/" + URIEncoding.encode(key, keepingSlashes: true), query: query,
            headers: headers, body: body, bucket: bucket)
    }
}

/// What S3 tells of an object without its content.
package struct S3ObjectHead: Sendable, Hashable {
    /// In bytes.
    package let size: Int64
    /// The SHA-256 checksum in base64; of a multipart upload the digest of the parts' digests, with `-` and their number.
    package let checksumSHA256: String?
    /// What tells this content from any other that the key had or will have.
    package let etag: String?
}

extension AWSClient {
    /// Returns what S3 tells of an object, nil when there is none.
    package func headObject(_ location: S3Location) async throws(AWSError) -> S3ObjectHead? {
        do {
            let headers = try await send(location.request("HeadObject", .head, headers: [(name: "x-amz-checksum-mode", value: "ENABLED")])).headers
            return S3ObjectHead(
                size: headers["content-length"].flatMap(Int64.init) ?? 0, checksumSHA256: headers["x-amz-checksum-sha256"], etag: headers["etag"])
        } catch  where error.kind == .notFound {
            return nil
        }
    }

    /// Replaces the tags of an object.
    package func putObjectTagging(_ location: S3Location, tags: [AWSTag]) async throws(AWSError) {
        let set = tags.map { "<Tag><Key>\(escapeXML($0.key))</Key><Value>\(escapeXML($0.value))</Value></Tag>" }.joined()
        let body = Array("<Tagging xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><TagSet>\(set)</TagSet></Tagging>".utf8)
        _ = try await send(
            location.request(
                "PutObjectTagging", .put, query: [(name: "tagging", value: "")],
                headers: [(name: "content-type", value: "application/xml")] + checksum(body),
                body: .bytes(body)))
    }

    private func checksum(_ body: [UInt8]) -> [(name: String, value: String)] {
        [(name: "x-amz-checksum-sha256", value: RequestBody.bytes(body).sha256.base64)]
    }
}

/// Escapes text for the content of an XML element.
func escapeXML(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
}
