package import Foundation

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
    /// Whether the proxy of the environment applies; not so for addresses that only this host can reach.
    package var usesProxy = true
    /// The URL of the proxy, with its credentials if it wants some; nil for that of the environment.
    package var proxy: String?
    /// The path of a CA bundle for the server and the proxy; nil for the client's.
    package var certificates: String?
    /// Where the body of a successful answer goes instead of memory.
    package var download: Download?

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

/// A place in a file that the body of an answer is written to. Each attempt writes from there anew.
package struct Download: Sendable {
    /// Open for writing until the call is over.
    package let file: FileHandle
    /// Where the body's first byte goes.
    package let offset: Int64
    /// The most bytes that are written.
    package let limit: Int64

    package init(file: FileHandle, offset: Int64 = 0, limit: Int64) {
        self.file = file
        self.offset = offset
        self.limit = limit
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

    package init(status: Int, headers: HTTPHeaders, body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

/// Tells that no complete answer arrived.
package struct HTTPError: Error, Sendable, CustomStringConvertible {
    package let reason: Reason
    /// What libcurl said about it.
    package let message: String
    /// Whether any byte of the request was sent: if so, the server may have carried it out.
    package let wasSent: Bool
    /// The status of the answer that broke off, nil when none had begun.
    package var status: Int?

    package enum Reason: Sendable, Hashable {
        case unresolvedHost, refusedConnection, tls, timedOut, connectionLost, answerTooLarge, unreadableBody, unwritableAnswer, cancelled, stopped,
            badRequest
    }

    package var description: String { message }
}
