import HTTP

/// An HTTP endpoint on this host or its link that hands out credentials; reached without a proxy.
struct LocalEndpoint: Sendable {
    /// The endpoint's name for errors.
    let source: String
    let http: HTTPClient
    let timeout: Duration
    let attempts: Int

    /// Returns the body of an answer with status 200.
    /// - Parameter advice: what may help when no answer comes.
    /// - Throws: `CredentialError` after the last attempt.
    func fetch(_ method: HTTPMethod, _ url: String, headers: [(name: String, value: String)] = [], advice: String = "") async throws -> [UInt8] {
        var request = HTTPRequest(
            method: method, url: url, headers: headers,
            limits: HTTPLimits(connect: timeout, idle: timeout, total: timeout, answerBytes: 1 << 20))
        request.usesProxy = false
        var reason = "not asked"
        for attempt in 1...max(1, attempts) {
            try Task.checkCancellation()
            if attempt > 1 { try await Task.sleep(for: .milliseconds(100 << min(attempt, 4))) }
            do {
                let response = try await http.send(request)
                if response.status == 200 { return response.body }
                reason = "\(url) answered with status \(response.status)"
                guard response.status >= 500 || response.status == 429 else { break }
            } catch {
                reason = "\(url): \(error.message)\(error.reason == .timedOut ? advice : "")"
            }
        }
        throw CredentialError(source: source, reason: reason)
    }
}
