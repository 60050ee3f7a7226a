package import AWSPartition
package import HTTP

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
