package import AWSPartition
package import HTTP

/// Tells that a call to AWS failed, after all retries.
package struct AWSError: Error, Sendable {
    package let service: AWSService
    package let region: Region
    /// The operation's name, such as `CopySnapshot`.
    package let action: String
    /// AWS's error code, such as `InvalidSnapshot.NotFound`; for failures below HTTP a name of ours such as `Timeout`.
    package let code: String
    /// What AWS, or the layer that failed, said about it. Never holds a credential.
    package let message: String
    /// The HTTP status, also of an answer that broke off; nil when none began.
    package let status: Int?
    /// The id that AWS gave the request.
    package let requestID: String?
    package let kind: Kind
    /// The answer's headers; S3 tells a bucket's region in them even when it refuses.
    package let headers: HTTPHeaders

    /// What a caller can do about the failure.
    package enum Kind: Sendable, Hashable {
        /// Too many requests: later it may work.
        case throttled
        /// The service or the network failed: again it may work, and nothing was carried out.
        case transient
        /// The request was sent and no usable answer came back: whether it was carried out is unknown.
        case ambiguous
        /// The credentials are wrong, missing, expired or not allowed to do this.
        case denied
        /// What the request names is not there.
        case notFound
        /// The request itself is wrong, or conflicts with what is there.
        case refused
        /// The caller was cancelled.
        case cancelled
    }

    package init(
        service: AWSService, region: Region, action: String, code: String, message: String, status: Int? = nil, requestID: String? = nil, kind: Kind,
        headers: HTTPHeaders = HTTPHeaders()
    ) {
        self.service = service
        self.region = region
        self.action = action
        self.code = code
        self.message = message
        self.status = status
        self.requestID = requestID
        self.kind = kind
        self.headers = headers
    }
}

extension AWSError: CustomStringConvertible {
    package var description: String { summary + (requestID.map { ", request \($0)" } ?? "") }

    /// The same without what differs each time.
    package var summary: String {
        "\(service.rawValue) \(action) in \(region): \(code): \(message)\(status.map { " (HTTP \($0))" } ?? "")"
    }
}
