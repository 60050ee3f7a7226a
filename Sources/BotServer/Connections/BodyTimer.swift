import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTPTypes

/// Gives a request whose body takes too long an error to read instead, and hangs up after the answer: who drips bytes would otherwise hold the
/// connection for as long as there are any.
///
/// Nearly all bodies are there with their heads, and cost nothing.
final class BodyTimer: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let limit: TimeAmount
    /// By when the body that is being read has to be there.
    private var deadline: NIODeadline?
    private var isOver = false
    private var alarm: Scheduled<Void>?

    init(limit: TimeAmount) { self.limit = limit }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head: deadline = .now() + limit
        case .body: break
        case .end: deadline = nil
        }
        context.fireChannelRead(data)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        setAlarm(context)
        context.fireChannelReadComplete()
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard isOver, case .end = unwrapOutboundIn(data) else { return context.write(data, promise: promise) }
        let written = promise ?? context.eventLoop.makePromise()
        written.futureResult.whenComplete { [channel = context.channel] _ in channel.close(promise: nil) }
        context.write(data, promise: written)
    }

    func handlerRemoved(context: ChannelHandlerContext) { alarm?.cancel() }

    /// There is one alarm a connection at most. It looks at the time when it goes off, so that no request has to take one back.
    private func setAlarm(_ context: ChannelHandlerContext) {
        guard let deadline, alarm == nil else { return }
        alarm = context.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) {
            self.alarm = nil
            guard let deadline = self.deadline, deadline <= .now() else { return self.setAlarm(context) }
            self.deadline = nil
            self.isOver = true
            context.fireErrorCaught(BodyTooSlow())
        }
    }
}

/// A body was not there in time.
struct BodyTooSlow: Error, HTTPResponseError {
    var status: HTTPResponse.Status { .requestTimeout }

    func response(from request: Request, context: some RequestContext) -> Response {
        .line(status, "the body takes too long", headers: [.connection: "close"])
    }
}
