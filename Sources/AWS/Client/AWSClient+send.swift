import AWSPartition
import Digest
import Foundation
import HTTP
import Synchronization

extension AWSClient {
    /// Sends a call and returns its answer.
    /// - Throws: `AWSError` when AWS refuses it, or when all attempts failed.
    package func send(_ request: AWSRequest) async throws(AWSError) -> AWSResponse {
        if let other = other(for: request.region) { return try await other.send(request) }
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
            let isOverdrawn = failure.mayRetry ? await !rates.retry(request, throttled: isThrottled) : false
            let delay = configuration.retry.delay(
                after: failures, throttled: isThrottled, requested: failure.retryAfter, isOverdrawn: isOverdrawn, random: .random(in: 0..<1))
            guard failure.mayRetry, failures < configuration.retry.attempts, clock.now - begin + delay < configuration.retry.deadline else {
                // The answer to a dry run that may be done is an error by form only.
                let isFine = failure.error.code == "DryRunOperation"
                report(request, failures, clock.now - started, isFine ? .succeeded : .failed(code: failure.error.code))
                throw failure.error
            }
            report(request, failures, clock.now - started, .retried(code: failure.error.code, throttled: isThrottled, delay: delay))
            do { try await Task.sleep(for: delay) } catch { throw request.cancellation }
        }
    }

    /// Sends a call and reads the body of its answer. An answer that cannot be read is asked for again where that does no harm.
    func send<Value>(_ request: AWSRequest, reading read: ([UInt8]) throws -> Value) async throws(AWSError) -> Value {
        var attempts = 0
        while true {
            let response = try await send(request)
            do {
                return try read(response.body)
            } catch {
                attempts += 1
                let kind: AWSError.Kind = request.repetition == .idempotent ? .transient : .ambiguous
                guard kind == .transient, attempts < 5 else {
                    throw request.failure(code: "UnreadableAnswer", message: "\(error)", status: response.status, kind: kind)
                }
            }
        }
    }

    private func attempt(_ request: AWSRequest) async throws(CallFailure) -> AWSResponse {
        let response: HTTPResponse
        let credentials = request.isSigned ? try await credentials(for: request) : nil
        let prepared: HTTPRequest
        let offset = clock.seconds.withLock { $0 }
        do { prepared = try prepare(request, credentials, offset) } catch { throw CallFailure(error) }
        do {
            response = try await http.send(prepared)
        } catch {
            throw CallFailure(request, error)
        }
        if (200..<300).contains(response.status), !ErrorAnswer.isLate(response, to: request) {
            return AWSResponse(status: response.status, headers: response.headers, body: response.body)
        }
        var failure = CallFailure(request, response)
        if ErrorCodes.clockSkew.contains(failure.error.code), adjustClock(to: response, signedWith: offset) { failure.mayRetry = true }
        if let credentials, ErrorCodes.expired.contains(failure.error.code), await configuration.credentials.replace(credentials) {
            failure.mayRetry = true
        }
        throw failure
    }

    private func credentials(for request: AWSRequest) async throws(CallFailure) -> Credentials {
        do {
            return try await configuration.credentials.credentials()
        } catch {
            throw CallFailure(request.failure(code: "NoCredentials", message: "\(error)", kind: Task.isCancelled ? .cancelled : .denied))
        }
    }

    private func prepare(_ request: AWSRequest, _ credentials: Credentials?, _ offset: TimeInterval) throws(AWSError) -> HTTPRequest {
        let endpoint = try configuration.endpoints.resolve(request)
        var headers = [(name: "host", value: endpoint.authority)] + request.headers
        if let credentials { headers = sign(request, at: endpoint, headers, credentials, offset) }
        let query = request.query.isEmpty ? "" : "?\(URIEncoding.query(request.query))"
        var limits = configuration.limits
        // A large body takes as long as it takes, as long as it moves.
        if request.body.length > 1 << 20 || request.download != nil || request.action == "CopyObject" { limits.total = nil }
        var prepared = HTTPRequest(
            method: request.method, url: "\(endpoint.scheme)://\(endpoint.authority)\(endpoint.path)\(query)", headers: headers, body: request.body,
            limits: limits, mayResend: request.repetition == .idempotent)
        prepared.download = request.download
        prepared.usesProxy = !LoopbackHost.matches(endpoint.authority)
        return prepared
    }

    private func sign(
        _ request: AWSRequest, at endpoint: Endpoint, _ headers: [(name: String, value: String)], _ credentials: Credentials,
        _ offset: TimeInterval
    ) -> [(name: String, value: String)] {
        let date = Date().addingTimeInterval(offset)
        return SignatureV4(region: request.region, signingName: request.service.signingName, date: date).signedHeaders(
            method: request.method.rawValue, path: endpoint.path, query: request.query, headers: headers, payloadHash: request.body.sha256.hex,
            credentials: credentials)
    }

    /// Takes over the time of an answer when it is more than four minutes from ours: AWS refuses signatures that are five minutes off.
    /// - Parameter used: the offset that the call was signed with. Calls at the same time may have brought another since.
    /// - Returns: whether the call was signed with the wrong time, so that it is worth another attempt.
    private func adjustClock(to response: HTTPResponse, signedWith used: TimeInterval) -> Bool {
        guard let text = response.headers["date"], let theirs = HTTPDate.parse(text) else { return false }
        let offset = theirs.timeIntervalSinceNow
        guard abs(offset - used) > 240 else { return false }
        clock.seconds.withLock { $0 = offset }
        return true
    }

    private func report(_ request: AWSRequest, _ attempt: Int, _ duration: Duration, _ outcome: AWSCallEvent.Outcome) {
        configuration.observer(
            AWSCallEvent(
                service: request.service, region: request.region, action: request.action, attempt: attempt, duration: duration,
                bytesSent: request.body.length, outcome: outcome))
    }
}
