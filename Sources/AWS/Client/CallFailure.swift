import Foundation
import HTTP

/// A failed attempt: its error, and whether another one is allowed.
struct CallFailure: Error {
    let error: AWSError
    var mayRetry: Bool
    /// What the service asked for.
    var retryAfter: Duration?

    /// A call that is not worth sending again.
    init(_ error: AWSError) {
        self.error = error
        mayRetry = false
    }

    /// No complete answer arrived.
    init(_ request: AWSRequest, _ failure: HTTPError) {
        let isIdempotent = request.repetition == .idempotent
        switch failure.reason {
        case .cancelled, .stopped:
            error = request.failure(code: "Cancelled", message: failure.message, kind: .cancelled)
            mayRetry = false
        case .badRequest, .unreadableBody, .unwritableAnswer, .answerTooLarge:
            error = request.failure(code: "NotSendable", message: failure.message, kind: .refused)
            mayRetry = false
        case .unresolvedHost, .refusedConnection, .tls, .timedOut, .connectionLost:
            let kind: AWSError.Kind = failure.wasSent ? .ambiguous : .transient
            error = request.failure(
                code: failure.reason == .timedOut ? "Timeout" : "ConnectionFailed", message: failure.message, status: failure.status, kind: kind)
            mayRetry = isIdempotent || !failure.wasSent
        }
    }

    /// The service answered with an error.
    init(_ request: AWSRequest, _ response: HTTPResponse) {
        let answer = ErrorAnswer(response)
        let kind = ErrorCodes.kind(code: answer.code, status: response.status)
        // A server error may come after the work was done.
        let isAmbiguous = kind == .transient && request.repetition == .onlyIfNotProcessed
        error = request.failure(
            code: answer.code, message: answer.message, status: response.status, requestID: answer.requestID, kind: isAmbiguous ? .ambiguous : kind,
            headers: response.headers)
        mayRetry = kind == .throttled || (kind == .transient && !isAmbiguous)
        retryAfter = CallFailure.requestedDelay(response.headers)
    }

    private static func requestedDelay(_ headers: HTTPHeaders) -> Duration? {
        if let milliseconds = headers["x-amz-retry-after"].flatMap(Int.init), milliseconds >= 0 { return .milliseconds(min(milliseconds, 60_000)) }
        if let seconds = headers["retry-after"].flatMap(Int.init), seconds >= 0 { return .seconds(min(seconds, 60)) }
        return nil
    }
}

extension AWSRequest {
    func failure(
        code: String, message: String, status: Int? = nil, requestID: String? = nil, kind: AWSError.Kind, headers: HTTPHeaders = HTTPHeaders()
    ) -> AWSError {
        AWSError(
            service: service, region: region, action: action, code: code, message: message, status: status, requestID: requestID, kind: kind,
            headers: headers)
    }

    var cancellation: AWSError { failure(code: "Cancelled", message: "cancelled", kind: .cancelled) }
}

/// Dates as HTTP headers write them (RFC 9110, section 5.6.7).
enum HTTPDate {
    static func parse(_ text: String) -> Date? {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = .gmt
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss zzz"
        return formatter.date(from: text)
    }
}
