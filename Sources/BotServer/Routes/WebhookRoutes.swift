import Bot
import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// `POST /webhooks/NAME`.
struct WebhookRoutes: Sendable {
    let directory: WebhookDirectory
    let readiness: Readiness
    /// The largest body that is read, in bytes.
    let bodyLimit: Int
    let badSenders = BadSenders()
    let metrics: BotMetrics
    let logger: Logger

    func add(to router: Router<ServerContext>) {
        router.post("/webhooks/:name") { request, context in try await receive(request, context) }
        for method in [HTTPRequest.Method.get, .head, .put, .delete, .patch, .options] {
            router.on("/webhooks/:name", method: method) { _, _ in
                Response.line(.methodNotAllowed, "deliveries are POSTed", headers: [.allow: "POST"])
            }
        }
    }

    private func receive(_ request: Request, _ context: ServerContext) async throws -> Response {
        guard !readiness.isStopping else { return .line(.serviceUnavailable, "stopping", headers: [.retryAfter: "10"]) }
        let name = context.parameters.get("name") ?? ""
        guard let receiver = directory[name] else {
            metrics.count(.webhooks, "", "unknown")
            return .line(.notFound, "no such repository")
        }
        let body: [UInt8]
        do {
            guard let whole = try await read(request) else {
                metrics.count(.webhooks, name, "too_large")
                return .line(.contentTooLarge, "the body is larger than \(bodyLimit) bytes")
            }
            body = whole
        } catch let error as BodyTooSlow {
            metrics.count(.webhooks, name, "too_slow")
            throw error
        }
        let outcome = receiver.receive(request.headers, body: body)
        metrics.count(.webhooks, name, outcome.rawValue)
        logger.info("webhook", metadata: ["repository": "\(name)", "outcome": "\(outcome.rawValue)", "sender": "\(context.sender)"])
        return answer(outcome, sender: context.sender)
    }

    /// Reads the body.
    /// - Returns: nil when it is too large, which is known before it is read or as soon as it is.
    private func read(_ request: Request) async throws -> [UInt8]? {
        if let length = request.headers[.contentLength].flatMap(Int.init), length > bodyLimit { return nil }
        do {
            let buffer = try await request.body.collect(upTo: bodyLimit)
            return Array(buffer.readableBytesView)
        } catch is NIOTooManyBytesError {
            return nil
        } catch let error as HTTPError where error.status == .contentTooLarge {
            return nil
        }
    }

    private func answer(_ outcome: WebhookReceiver.Outcome, sender: String) -> Response {
        switch outcome {
        case .woken: return .line(.accepted, "taken")
        case .ping: return .line(.accepted, "pong")
        case .replay: return .line(.accepted, "taken before")
        case .malformed: return .line(.badRequest, "the body is not what its content type says")
        case .unauthorized:
            guard badSenders.hasTooMany(sender) else { return .line(.unauthorized, "the signature or token is absent or wrong") }
            return .line(.tooManyRequests, "too many deliveries that prove nothing", headers: [.retryAfter: "60"])
        }
    }
}
