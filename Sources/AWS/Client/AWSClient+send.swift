import AWSPartition
import Digest
import Foundation
import Synchronization

extension AWSClient {
    /// Sends a call and returns its answer.
    /// - Throws: `AWSError` when AWS refuses it, or when all attempts failed.
    package func send(_ request: AWSRequest) async throws(AWSError) -> AWSResponse {
        let clock = ContinuousClock()
        let begin = clock.now
        var failures = 0
        while true {
            try await rates.take(request)
            let started = clock.now
            let failure: CallFailure
            do {
                let response = try await attempt(request)
                report(request, failures + 1, clock.now - started, .succeeded)
                await rates.succeeded(request)
                return response
            } catch { failure = error }
            failures += 1
            let isThrottled = failure.error.kind == .throttled
            if isThrottled { await rates.throttled(request) }
            let delay = configuration.retry.delay(
                after: failures, throttled: isThrottled, requested: failure.retryAfter, random: .random(in: 0..<1))
            guard failure.mayRetry, failures < configuration.retry.attempts, clock.now - begin + delay < configuration.retry.deadline else {
                report(request, failures, clock.now - started, .failed(code: failure.error.code))
                throw failure.error
            }
            report(request, failures, clock.now - started, .retried(code: failure.error.code, throttled: isThrottled, delay: delay))
            do { try await Task.sleep(for: delay) } catch { throw request.cancellation }
        }
    }

    private func attempt(_ request: AWSRequest) async throws(CallFailure) -> AWSResponse {
        let response: HTTPResponse
        let prepared = try await prepare(request)
        do {
            response = try await http.send(prepared)
        } catch {
            throw CallFailure(request, error)
        }
        if (200..<300).contains(response.status) {
            return AWSResponse(status: response.status, headers: response.headers, body: response.body)
        }
        var failure = CallFailure(request, response)
        if ErrorCodes.clockSkew.contains(failure.error.code), adjustClock(to: response) { failure.mayRetry = true }
        throw failure
    }

    private func prepare(_ request: AWSRequest) async throws(CallFailure) -> HTTPRequest {
        let endpoint: Endpoint
        do { endpoint = try configuration.endpoints.resolve(request) } catch { throw CallFailure(error) }
        let headers = try await headers(of: request, at: endpoint)
        let query = request.query.isEmpty ? "" : "?\(URIEncoding.query(request.query))"
        var limits = configuration.limits
        // A large body takes as long as it takes, as long as it moves.
        if request.body.length > 1 << 20 || request.download != nil { limits.total = nil }
        var prepared = HTTPRequest(
            method: request.method, url: "\(endpoint.scheme)://\(endpoint.authority)\(endpoint.path)\(query)", headers: headers, body: request.body,
            limits: limits, mayResend: request.repetition == .idempotent)
        prepared.download = request.download
        return prepared
    }

    /// Returns the headers of a call, signed unless it goes without.
    private func headers(of request: AWSRequest, at endpoint: Endpoint) async throws(CallFailure) -> [(name: String, value: String)] {
        let headers = [(name: "host", value: endpoint.authority)] + request.headers
        guard request.isSigned else { return headers }
        let credentials: Credentials
        do {
            credentials = try await configuration.credentials.credentials()
        } catch {
            throw CallFailure(request.failure(code: "NoCredentials", message: "\(error)", kind: Task.isCancelled ? .cancelled : .denied))
        }
        let date = Date().addingTimeInterval(clockOffset.withLock { $0 })
        return SignatureV4(region: request.region, signingName: request.service.signingName, date: date).signedHeaders(
            method: request.method.rawValue, path: endpoint.path, query: request.query, headers: headers, payloadHash: request.body.sha256.hex,
            credentials: credentials)
    }

    /// Takes over the time of an answer when it is more than four minutes from ours: AWS refuses signatures that are five minutes off.
    /// - Returns: whether the clock was adjusted, so that the call is worth another attempt.
    private func adjustClock(to response: HTTPResponse) -> Bool {
        guard let text = response.headers["date"], let theirs = HTTPDate.parse(text) else { return false }
        let offset = theirs.timeIntervalSinceNow
        return clockOffset.withLock { current in
            guard abs(offset - current) > 240 else { return false }
            current = offset
            return true
        }
    }

    private func report(_ request: AWSRequest, _ attempt: Int, _ duration: Duration, _ outcome: AWSCallEvent.Outcome) {
        configuration.observer(
            AWSCallEvent(
                service: request.service, region: request.region, action: request.action, attempt: attempt, duration: duration,
                bytesSent: request.body.length, outcome: outcome))
    }
}
