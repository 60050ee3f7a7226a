import HummingbirdCore
import Logging
import NIOCore

/// Serves each connection on the thread that reads it. A request then waits for nothing else that the daemon does, and goes from no thread to another.
struct OnEventLoop: ServerChildChannel {
    let base: HTTP1Channel

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<AcceptedConnection> {
        var configuration = base.configuration
        // Thousands that come together and say nothing are not all closed together, which would keep those who say something waiting.
        configuration.idleTimeout = configuration.idleTimeout.map { .nanoseconds(Int64(Double($0.nanoseconds) * .random(in: 2 / 3...1))) }
        return HTTP1Channel(responder: base.responder, configuration: configuration).setup(channel: channel, logger: logger)
            .map(AcceptedConnection.init)
    }

    func handle(value: AcceptedConnection, logger: Logger) async {
        await withTaskExecutorPreference(EventLoopExecutor(value.channel.eventLoop)) { await base.handle(value: value.take(), logger: logger) }
    }
}
