/// A request as it goes over the wire.
package struct HTTPRequest: Sendable {
    package var method: HTTPMethod
    package var url: String
    /// All headers that are sent; `Host` too when it was signed.
    package var headers: [(name: String, value: String)]
    package var body: RequestBody
    package var limits: HTTPLimits
    /// Whether a request whose connection broke before any answer may go out again by itself on a new connection.
    package var mayResend: Bool

    package init(
        method: HTTPMethod, url: String, headers: [(name: String, value: String)] = [], body: RequestBody = .bytes([]),
        limits: HTTPLimits = HTTPLimits(),
        mayResend: Bool = true
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.limits = limits
        self.mayResend = mayResend
    }
}

/// What one attempt may take.
package struct HTTPLimits: Sendable, Hashable {
    /// Time to connect, TLS included.
    package var connect: Duration
    /// Time without a byte in either direction.
    package var idle: Duration
    /// Time for the whole attempt; nil for none, as for large uploads, which `idle` watches over.
    package var total: Duration?
    /// The most bytes of an answer's body.
    package var answerBytes: Int

    package init(connect: Duration = .seconds(5), idle: Duration = .seconds(20), total: Duration? = .seconds(60), answerBytes: Int = 64 << 20) {
        self.connect = connect
        self.idle = idle
        self.total = total
        self.answerBytes = answerBytes
    }
}

/// An answer with whatever status.
package struct HTTPResponse: Sendable {
    package let status: Int
    package let headers: HTTPHeaders
    package let body: [UInt8]
}

/// Tells that no complete answer arrived.
package struct HTTPError: Error, Sendable, CustomStringConvertible {
    package let reason: Reason
    /// What libcurl said about it.
    package let message: String
    /// Whether any byte of the request was sent: if so, the server may have carried it out.
    package let wasSent: Bool

    package enum Reason: Sendable, Hashable {
        case unresolvedHost, refusedConnection, tls, timedOut, connectionLost, answerTooLarge, unreadableBody, cancelled, stopped, badRequest
    }

    package var description: String { message }
}
