import CanonicalJSON
import Foundation
import Git
import HTTP

/// Why an attempt failed, and whether another is of use and harmless.
struct CallFailure: Error {
    let error: ForgeError
    let mayRetry: Bool
    var retryAfter: Duration?

    init(error: ForgeError, mayRetry: Bool, retryAfter: Duration? = nil) {
        self.error = error
        self.mayRetry = mayRetry
        self.retryAfter = retryAfter
    }

    /// No complete answer came.
    init(_ failure: HTTPError, of call: ForgeCall, by access: ForgeAccess) {
        switch failure.reason {
        case .cancelled:
            self.init(error: ForgeError(.cancelled, call.operation, "cancelled"), mayRetry: false)
        case .answerTooLarge:
            let limit = access.pace.limits.answerBytes
            self.init(error: ForgeError(.invalidAnswer, call.operation, "the answer is longer than \(limit) bytes"), mayRetry: false)
        default:
            let words = "\(access.api) cannot be reached: \(GitError.printable(failure.message))"
            self.init(
                error: ForgeError(.unreachable, call.operation, words),
                mayRetry: (call.isRepeatable || !failure.wasSent) && ![.tls, .badRequest, .stopped].contains(failure.reason))
        }
    }

    /// The answer has a status that is no success.
    init(_ response: HTTPResponse, of call: ForgeCall, by access: ForgeAccess) {
        let limit = RateLimit(response, now: Date())
        let code = CallFailure.code(response, limit)
        let words = CallFailure.sentence(code, response, access)
        var mayRetry = false
        if case .rateLimited(let wait) = code { mayRetry = wait.map { $0 <= access.pace.longest } ?? false }
        // The forge may have carried it out before it failed.
        if case .unreachable = code { mayRetry = call.isRepeatable && (limit.retryAfter ?? .zero) <= access.pace.longest }
        self.init(error: ForgeError(code, call.operation, words), mayRetry: mayRetry, retryAfter: limit.retryAfter)
    }

    private static func code(_ response: HTTPResponse, _ limit: RateLimit) -> ForgeError.Code {
        if limit.isReached { return .rateLimited(retryAfter: limit.retryAfter) }
        return switch response.status {
        case 401: .unauthorized
        case 403: .forbidden
        case 404, 410: .notFound
        case 408, 425, 500...: .unreachable
        default: .rejected
        }
    }

    private static func sentence(_ code: ForgeError.Code, _ response: HTTPResponse, _ access: ForgeAccess) -> String {
        let said = ServerWords(response.body).text.map { " (\(access.token.redacted(from: $0)))" } ?? ""
        return switch code {
        case .unauthorized: "\(access.api) does not take the token; it may have expired\(said)"
        case .forbidden: "the token may not do this at \(access.project); docs/forges.md lists what it must be allowed\(said)"
        case .notFound: "\(access.api) has no such thing at \(access.project), or does not show it to this token\(said)"
        case .rateLimited(let wait): "\(access.api) wants fewer calls\(wait.map { "; again in \($0.components.seconds) s" } ?? "")\(said)"
        case .rejected where (300..<400).contains(response.status):
            "\(access.api) sends elsewhere, and redirects are not followed; use the new name of the server or the project"
        case .unreachable: "\(access.api) has trouble: status \(response.status)\(said)"
        default: "\(access.api) does not take this: status \(response.status)\(said)"
        }
    }
}
