import AWS
import HTTP

/// The bucket and key that a request is for, by path or by host name.
struct S3Target: Sendable {
    let bucket: String?
    let key: String?

    /// Reads the target from `bucket.s3.…` or `bucket.localhost` in the host, and from the path otherwise.
    init(_ head: RequestHead) {
        let host = head.host.lowercased().split(separator: ":").first.map(String.init) ?? ""
        let path = head.path.drop { $0 == "/" }
        if let bucket = S3Target.bucket(inHost: host) {
            self.bucket = bucket
            key = path.isEmpty ? nil : URIEncoding.decode(path)
            return
        }
        let parts = path.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        bucket = parts.first.flatMap { $0.isEmpty ? nil : URIEncoding.decode($0) }
        key = parts.count > 1 && !parts[1].isEmpty ? URIEncoding.decode(parts[1]) : nil
    }

    private static func bucket(inHost host: String) -> String? {
        for mark in [".s3.", ".s3-"] {
            if let range = host.ranges(of: mark).last, range.lowerBound > host.startIndex { return String(host[..<range.lowerBound]) }
        }
        return host.hasSuffix(".localhost") ? String(host.dropLast(".localhost".count)) : nil
    }

    func loggedParameters(_ head: RequestHead) -> [String: String] {
        var parameters: [String: String] = [:]
        parameters["Bucket"] = bucket
        parameters["Key"] = key
        for pair in head.query where !pair.name.hasPrefix("X-Amz-") && pair.name != "x-id" { parameters[pair.name] = pair.value }
        return parameters
    }
}

/// Names of S3's actions.
enum S3Action {
    /// Parts of buckets and objects that S3 has and the sandbox does not.
    private static let otherSubresources = [
        "accelerate", "acl", "analytics", "attributes", "cors", "encryption", "intelligent-tiering", "inventory", "legal-hold", "lifecycle",
        "logging",
        "metrics", "notification", "object-lock", "ownershipControls", "policy", "policyStatus", "publicAccessBlock", "replication", "requestPayment",
        "restore", "retention", "select", "torrent", "versioning", "versions", "website",
    ]

    /// Returns the name of the action that a request asks for, empty for one that S3 does not have.
    static func name(_ head: RequestHead, _ target: S3Target) -> String {
        guard target.bucket != nil else { return head.method == "GET" ? "ListBuckets" : "" }
        let has: (String) -> Bool = { head.parameter($0) != nil }
        guard !otherSubresources.contains(where: has) else { return "" }
        if head.header("x-amz-copy-source") != nil { return head.method == "PUT" && target.key != nil && !has("uploadId") ? "CopyObject" : "" }
        guard target.key != nil else { return has("tagging") ? "" : bucketAction(head.method, has) }
        switch head.method {
        case "PUT":
            if has("uploadId") { return "UploadPart" }
            return has("tagging") ? "PutObjectTagging" : "PutObject"
        case "GET": return has("uploadId") ? "ListParts" : has("tagging") ? "GetObjectTagging" : "GetObject"
        case "HEAD": return "HeadObject"
        case "POST": return has("uploads") ? "CreateMultipartUpload" : has("uploadId") ? "CompleteMultipartUpload" : ""
        case "DELETE": return has("uploadId") ? "AbortMultipartUpload" : has("tagging") ? "DeleteObjectTagging" : "DeleteObject"
        default: return ""
        }
    }

    private static func bucketAction(_ method: String, _ has: (String) -> Bool) -> String {
        switch method {
        case "PUT": return "CreateBucket"
        case "HEAD": return "HeadBucket"
        case "DELETE": return "DeleteBucket"
        case "POST": return has("delete") ? "DeleteObjects" : ""
        case "GET":
            return has("location")
                ? "GetBucketLocation" : has("uploads") ? "ListMultipartUploads" : has("list-type") ? "ListObjectsV2" : "ListObjects"
        default: return ""
        }
    }
}
