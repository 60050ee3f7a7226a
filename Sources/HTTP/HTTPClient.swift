/// Sends HTTP requests with libcurl: one thread drives all transfers, connections are kept and used again.
///
/// Redirects are not followed and no configuration files are read. The thread ends when the client is released.
package final class HTTPClient: Sendable {
    private let loop: TransferLoop

    /// Starts the thread.
    /// - Parameters:
    ///   - certificates: the path of a CA bundle; nil for the system's.
    ///   - userAgent: what the client calls itself.
    package init(certificates: String? = nil, userAgent: String = "awspub-bot") {
        loop = TransferLoop(settings: TransferSettings(certificates: certificates, userAgent: userAgent))
        loop.start()
    }

    deinit { loop.stop() }

    /// Sends a request and waits for the whole answer.
    /// - Throws: `HTTPError`; an answer with an error status is not an error here.
    package func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
        let transfer = Transfer(request: request)
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                loop.submit(transfer, continuation: continuation)
            }
        } onCancel: {
            loop.cancel(transfer)
        }
        return try result.get()
    }
}

/// What all transfers of a client share.
struct TransferSettings: Sendable {
    let certificates: String?
    let userAgent: String
}
