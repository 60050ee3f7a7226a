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
    /// How long a sender may take for a body.
    let bodyTime: Duration
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
        switch try await read(request) {
        case .whole(let bytes): body = bytes
        case .tooLarge:
            metrics.count(.webhooks, name, "too_large")
            return .line(.contentTooLarge, "the body is larger than \(bodyLimit) bytes")
        case .tooSlow:
            metrics.count(.webhooks, name, "too_slow")
            return tooSlow(context)
        }
        let outcome = receiver.receive(request.headers, body: body)
        metrics.count(.webhooks, name, outcome.rawValue)
        logger.info("webhook", metadata: ["repository": "\(name)", "outcome": "\(outcome.rawValue)", "sender": "\(context.sender)"])
        return answer(outcome, sender: context.sender)
    }

    private enum Body: Sendable {
        case whole([UInt8])
        case tooLarge
        case tooSlow
    }

    /// Reads the body, unless it is too large, which is known before it is read or as soon as it is, or takes too long.
    private func read(_ request: Request) async throws -> Body {
        if let length = request.headers[.contentLength].flatMap(Int.init), length > bodyLimit { return .tooLarge }
        return try await withThrowingTaskGroup(of: Body.self) { group in
            group.addTask { try await collect(request) }
            group.addTask {
                try await Task.sleep(for: bodyTime)
                return .tooSlow
            }
            defer { group.cancelAll() }
            return try await group.next() ?? .tooSlow
        }
    }

    private func collect(_ request: Request) async throws -> Body {
        do {
            let buffer = try await request.body.collect(upTo: bodyLimit)
            return .whole(Array(buffer.readableBytesView))
        } catch is NIOTooManyBytesError {
            return .tooLarge
        } catch let error as HTTPError where error.status == .contentTooLarge {
            return .tooLarge
        }
    }

    /// Answers and hangs up: who drips bytes would otherwise hold the connection for as long as there are any.
    private func tooSlow(_ context: ServerContext) -> Response {
        let body = ResponseBody { [channel = context.channel] writer in
            try await writer.write(ByteBuffer(string: "the body takes too long\n"))
            try await writer.finish(nil)
            channel.close(promise: nil)
        }
        return Response(status: .requestTimeout, headers: [.contentType: "text/plain; charset=utf-8", .connection: "close"], body: body)
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
