import AWS
import CanonicalJSON
import Foundation
import HTTP

/// Speaks to a running daemon.
struct DaemonClient: Sendable {
    let url: String
    /// Whether the daemon is on this host; no proxy is asked then.
    let isLocal: Bool
    private let token: String?
    private let client = HTTPClient()

    init(url: String, isLocal: Bool, token: String?) {
        self.url = url
        self.isLocal = isLocal
        self.token = token
    }

    /// Reads something of the API.
    /// - Parameter path: such as `/runs`, below `/api/v1`; its parts are escaped already.
    /// - Throws: `CommandFailure`.
    func get(_ path: String) async throws -> JSON { try await send(.get, path) }

    /// Asks the daemon to do something.
    /// - Parameter body: what exactly; nil for nothing more.
    /// - Throws: `CommandFailure`.
    func post(_ path: String, _ body: JSON? = nil) async throws -> JSON { try await send(.post, path, body) }

    private func send(_ method: HTTPMethod, _ path: String, _ body: JSON? = nil) async throws -> JSON {
        var request = HTTPRequest(method: method, url: "\(url)/api/v1\(path)", headers: [("Accept", "application/json")])
        request.usesProxy = !isLocal
        // What is pushed may have to be pushed again on top of what others push.
        request.limits.total = .seconds(body == nil ? 30 : 300)
        if let body {
            request.headers.append(("Content-Type", "application/json"))
            request.body = .bytes(Array(body.canonicalText.utf8))
        }
        if let token { request.headers.append(("Authorization", "Bearer \(token)")) }
        let response: HTTPResponse
        do {
            response = try await client.send(request)
        } catch {
            if error.reason == .cancelled { throw CancellationError() }
            throw CommandFailure(.refused, "no daemon answers at \(url): \(error.message)")
        }
        let answer = try? JSON(parsing: response.body)  // what is no JSON is told by its status
        switch (response.status, answer) {
        case (200..<300, let answer?): return answer
        case (401, _):
            let hint = token == nil ? "; give its token with --token-file" : ""
            throw CommandFailure(.refused, "the daemon refuses: \(answer?["error"]?.stringValue ?? "no right")\(hint)")
        case (404, let answer?), (409, let answer?), (400, let answer?):
            throw CommandFailure(.failed, answer["error"]?.stringValue ?? "the daemon answers \(response.status)")
        default:
            let reason = answer?["error"]?.stringValue.map { ": \($0)" } ?? "; is it an awspub-bot?"
            throw CommandFailure(.refused, "\(url) answers \(response.status)\(reason)")
        }
    }
}
