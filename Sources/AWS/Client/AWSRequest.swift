package import AWSPartition
package import Digest

/// A call to an AWS service, before it is given an endpoint and signed.
package struct AWSRequest: Sendable {
    package var service: AWSService
    package var region: Region
    /// The operation's name as AWS writes it, such as `CopySnapshot`.
    package var action: String
    package var method: HTTPMethod
    /// The path, percent-encoded as it goes over the wire, starting with a slash. For S3 without the bucket.
    package var path: String
    /// The query's names and values, not encoded.
    package var query: [(name: String, value: String)]
    package var headers: [(name: String, value: String)]
    package var body: RequestBody
    /// The bucket of an S3 call: the endpoint decides whether it becomes part of the host or of the path.
    package var bucket: String?
    /// Whether the call may be sent again when it is not known whether AWS carried it out.
    package var repetition: Repetition
    /// Whether the call carries a signature; those that fetch credentials prove themselves otherwise.
    package var isSigned = true
    /// Where the body of a successful answer goes instead of memory.
    package var download: Download?

    /// Whether the answer of a call that failed after it was sent says nothing about whether it was carried out.
    package enum Repetition: Sendable {
        /// Carrying it out twice is the same as once: reads, calls with a client token, idempotent changes.
        case idempotent
        /// A second execution makes a second thing. After an ambiguous failure the caller must look first.
        case onlyIfNotProcessed
    }

    package init(
        service: AWSService, region: Region, action: String, method: HTTPMethod = .post, path: String = "/",
        query: [(name: String, value: String)] = [], headers: [(name: String, value: String)] = [], body: RequestBody = .bytes([]),
        bucket: String? = nil, repetition: Repetition = .idempotent
    ) {
        self.service = service
        self.region = region
        self.action = action
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        self.bucket = bucket
        self.repetition = repetition
    }
}

/// The method of an HTTP request.
package enum HTTPMethod: String, Sendable {
    case get = "GET"
    case head = "HEAD"
    case put = "PUT"
    case post = "POST"
    case delete = "DELETE"
}

/// What a request carries.
package enum RequestBody: Sendable {
    /// Bytes at hand.
    case bytes([UInt8])
    /// A slice of a file, read while it is sent, whose digest is known already.
    case file(path: String, offset: Int64, length: Int64, sha256: SHA256Digest)

    /// The length in bytes.
    package var length: Int64 {
        switch self {
        case .bytes(let bytes): Int64(bytes.count)
        case .file(_, _, let length, _): length
        }
    }

    /// The digest that the signature covers.
    package var sha256: SHA256Digest {
        switch self {
        case .bytes(let bytes): SHA256.digest(bytes)
        case .file(_, _, _, let digest): digest
        }
    }
}
