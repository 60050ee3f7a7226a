import AWS
import Digest
import Foundation
import HummingbirdCore
import NIOCore

/// Answers one call to S3.
struct S3Service: Sendable {
    let core: SandboxCore
    let call: Call
    let target: S3Target
    let head: RequestHead
    let body: HummingbirdCore.RequestBody

    /// Returns what S3 answers.
    /// - Throws: `ServiceError`.
    func answer() async throws -> Answer {
        var answer = try await dispatch()
        answer.headers.append((name: "x-amz-request-id", value: call.requestID))
        return answer
    }

    private func dispatch() async throws -> Answer {
        switch call.action {
        case "ListBuckets": return listBuckets()
        case "CreateBucket": return try await createBucket()
        case "HeadBucket": return try headBucket()
        case "DeleteBucket": return try deleteBucket()
        case "GetBucketLocation": return try getBucketLocation()
        case "ListObjectsV2", "ListObjects": return try listObjects()
        case "DeleteObjects": return try await deleteObjects()
        case "PutObject": return try await putObject()
        case "CopyObject": return try copyObject()
        case "GetObject", "HeadObject": return try getObject()
        case "DeleteObject": return try deleteObject()
        case "PutObjectTagging": return try await putObjectTagging()
        case "GetObjectTagging": return try getObjectTagging()
        case "DeleteObjectTagging": return try deleteObjectTagging()
        case "CreateMultipartUpload": return try createMultipartUpload()
        case "UploadPart": return try await uploadPart()
        case "ListParts": return try listParts()
        case "ListMultipartUploads": return try listMultipartUploads()
        case "CompleteMultipartUpload": return try await completeMultipartUpload()
        case "AbortMultipartUpload": return try abortMultipartUpload()
        default:
            throw ServiceError("NotImplemented", "A header or parameter you provided implies functionality that is not implemented", status: 501)
        }
    }

    /// Works on the call's bucket, which must exist, be the account's, and be in the region that the call was signed for.
    func withBucket<Result>(_ work: (inout Bucket, inout World) throws -> Result) throws -> Result {
        let name = target.bucket ?? ""
        return try core.withWorld { world in
            guard var bucket = world.s3.buckets.removeValue(forKey: name) else {
                throw ServiceError(
                    "NoSuchBucket", "The specified bucket does not exist", status: 404, details: [("BucketName", name)])
            }
            // The bucket is taken out while it is worked on, so that its parts are changed in place and not copied.
            defer { world.s3.buckets[name] = bucket }
            guard (bucket.account ?? world.configuration.account) == call.account else {
                throw ServiceError("AccessDenied", "Access Denied", status: 403, headers: [("x-amz-bucket-region", bucket.region)])
            }
            guard bucket.region == call.region else {
                throw ServiceError(
                    "PermanentRedirect",
                    "The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.",
                    status: 301, details: [("Endpoint", "\(name).s3.\(bucket.region).amazonaws.com"), ("Bucket", name)],
                    headers: [("x-amz-bucket-region", bucket.region)])
            }
            return try work(&bucket, &world)
        }
    }

    /// The call's key.
    var key: String { target.key ?? "" }

    /// Returns the upload that the call is about.
    func upload(_ bucket: Bucket) throws -> MultipartUpload {
        guard let upload = bucket.uploads[head.parameter("uploadId") ?? ""], upload.key == key else {
            throw ServiceError(
                "NoSuchUpload",
                "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.", status: 404)
        }
        return upload
    }

    /// Reads a small body that is an XML document, and checks its digest.
    func document() async throws -> XMLNode {
        let bytes = Array(try await body.collect(upTo: 4 << 20).readableBytesView)
        let claimed = head.header("x-amz-content-sha256")
        if let claimed, SHA256Digest(hex: claimed) != nil, claimed.lowercased() != SHA256.digest(bytes).hex { throw S3Service.wrongHash }
        for algorithm in ChecksumAlgorithm.allCases {
            if let checksum = head.header(algorithm.header), call.action != "CompleteMultipartUpload", checksum != algorithm.checksum(bytes) {
                throw S3Service.badDigest(algorithm)
            }
        }
        let text = bytes.isEmpty ? Array("<Empty/>".utf8) : bytes
        do { return try XMLNode.parse(text) } catch {
            throw ServiceError("MalformedXML", "The XML you provided was not well-formed or did not validate against our published schema")
        }
    }

    static let wrongHash = ServiceError(
        "XAmzContentSHA256Mismatch", "The provided 'x-amz-content-sha256' header does not match what was computed.")

    static func badDigest(_ algorithm: ChecksumAlgorithm) -> ServiceError {
        ServiceError("BadDigest", "The \(algorithm.rawValue) you specified did not match the calculated checksum.")
    }
}

extension Answer {
    /// Makes an XML answer of S3.
    init(s3 root: String, headers: [(name: String, value: String)] = [], _ fill: (inout XML) -> Void) {
        var xml = XML()
        xml.element(root, attributes: " xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"", fill)
        self.init(headers: headers + [("content-type", "application/xml")], body: .xml(xml))
    }
}
