package import HTTP

/// An answer of an AWS service with a status that means success.
package struct AWSResponse: Sendable {
    /// The HTTP status.
    package let status: Int
    package let headers: HTTPHeaders
    package let body: [UInt8]

    package init(status: Int, headers: HTTPHeaders, body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The id that AWS gave the request, as support asks for it.
    package var requestID: String? { headers["x-amzn-requestid"] ?? headers["x-amz-request-id"] }
}
