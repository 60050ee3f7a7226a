import Bot
import CanonicalJSON
import HTTPTypes
import Hummingbird
import NIOCore

/// `GET /api/v1/events`: what changes, as it does, as server-sent events (<https://html.spec.whatwg.org/multipage/server-sent-events.html>).
struct EventStream: Sendable {
    let feed: EventFeed

    var operation: APIOperation {
        APIOperation(
            method: .get, path: "/events", id: "streamEvents",
            summary: "What changes, as server-sent events: `repository`, `unit`, `run` with what the other operations answer, `log` with a line.",
            parameters: [
                APIOperation.Parameter(
                    name: "Last-Event-ID", place: .header, summary: "The last event that the reader has; those after it come first.",
                    schema: APISchema.text)
            ],
            mediaType: "text/event-stream", answer: APISchema.text, problems: [(.serviceUnavailable, "Too many read, or the daemon is stopping.")]
        ) { request, context in try answer(request, context) }
    }

    private func answer(_ request: Request, _ context: ServerContext) throws(APIProblem) -> Response {
        let last = request.headers[.lastEventID].flatMap { Int($0) }
        // A reader that does not keep up would hold its connection for ever.
        let subscription = feed.subscribe(after: last) { [channel = context.channel] in channel.close(promise: nil) }
        guard let subscription else {
            throw APIProblem(.serviceUnavailable, "too many read, or the daemon is stopping", headers: [.retryAfter: "10"])
        }
        let body = ResponseBody { writer in
            // What was missed and is not kept any more, the reader has to ask for.
            try await writer.write(ByteBuffer(string: "retry: 3000\n\n" + (subscription.hasGap ? "event: gap\ndata: {}\n\n" : "")))
            for await item in subscription.items { try await writer.write(ByteBuffer(string: Self.text(item))) }
            try await writer.finish(nil)
        }
        return Response(status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-store"], body: body)
    }

    private static func text(_ item: EventFeed.Item) -> String {
        guard case .event(let event) = item else { return ": alive\n\n" }
        let (name, data): (String, JSON) =
            switch event.change {
            case .repository(let repository): ("repository", repository.json)
            case .unit(let unit): ("unit", unit.json)
            case .run(let run): ("run", run.json)
            case .line(let run, let line): ("log", ["run": .string(run), "time": .time(line.time), "text": .string(line.text)])
            }
        return "id: \(event.id)\nevent: \(name)\ndata: \(data.canonicalText)\n\n"
    }
}

extension HTTPField.Name {
    static let lastEventID = constant("Last-Event-ID")
}
