import CanonicalJSON
import Foundation
import Git
import HTTP

/// Sends calls to a forge's API and tries again what may be tried again. The token goes nowhere but to the API.
struct ForgeAPI: Sendable {
    let access: ForgeAccess
    let client: HTTPClient

    /// Sends a call.
    /// - Returns: the answer; null when it has no body.
    func send(_ call: ForgeCall, headers: [(name: String, value: String)]) async throws(ForgeError) -> (answer: ForgeAnswer, headers: HTTPHeaders) {
        var failures = 0
        while true {
            do throws(CallFailure) {
                let response = try await attempt(call, headers)
                return (ForgeAnswer(json: try parse(response, of: call), operation: call.operation), response.headers)
            } catch {
                failures += 1
                guard error.mayRetry, failures < access.pace.attempts else { throw error.error }
                try await rest(after: failures, asked: error.retryAfter, call)
            }
        }
    }

    private func rest(after failures: Int, asked: Duration?, _ call: ForgeCall) async throws(ForgeError) {
        let pause = access.pace.pause(after: failures, random: Double.random(in: 0..<1))
        do { try await Task.sleep(for: max(pause, asked ?? .zero)) } catch { throw ForgeError(.cancelled, call.operation, "cancelled") }
    }

    private func attempt(_ call: ForgeCall, _ headers: [(name: String, value: String)]) async throws(CallFailure) -> HTTPResponse {
        let response: HTTPResponse
        do throws(HTTPError) {
            response = try await client.send(request(call, headers))
        } catch {
            throw CallFailure(error, of: call, by: access)
        }
        guard (200..<300).contains(response.status) else { throw CallFailure(response, of: call, by: access) }
        return response
    }

    private func request(_ call: ForgeCall, _ headers: [(name: String, value: String)]) -> HTTPRequest {
        let query = call.query.isEmpty ? "" : "?\(URIEncoding.query(call.query))"
        var request = HTTPRequest(
            method: call.method, url: access.api + call.path + query, headers: headers, limits: access.pace.limits, mayResend: call.isRepeatable)
        if let body = call.body {
            request.body = .bytes(Array(body.canonicalText.utf8))
            request.headers.append((name: "Content-Type", value: "application/json"))
        }
        request.proxy = access.proxy?.text
        request.certificates = access.certificateAuthorities
        request.usesProxy = access.proxy != nil || !LoopbackHost.matches(authority)
        return request
    }

    private var authority: String { String(access.api.drop { $0 != "/" }.drop { $0 == "/" }.prefix { $0 != "/" }) }

    /// An answer that is cut off in the middle of its JSON is worth another attempt, where that is harmless.
    private func parse(_ response: HTTPResponse, of call: ForgeCall) throws(CallFailure) -> JSON {
        guard !response.body.isEmpty else { return .null }
        do throws(JSONError) {
            return try JSON(parsing: response.body)
        } catch {
            let words = "the answer is not JSON; is \(access.api) the API of \(access.kind.name)?"
            throw CallFailure(error: ForgeError(.invalidAnswer, call.operation, words), mayRetry: call.isRepeatable)
        }
    }
}
