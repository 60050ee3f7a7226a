import HummingbirdCore
import NIOCore
import Synchronization

/// A connection that waits to be served. NIO ends the process when one is forgotten instead, as happens to those that come while the server stops;
/// here it is closed.
final class AcceptedConnection: ServerChildChannelValue {
    private let connection: HTTP1Channel.Value
    private let isServed = Atomic(false)

    init(_ connection: HTTP1Channel.Value) { self.connection = connection }

    var channel: any Channel { connection.channel }

    /// Returns what has to be served from now on.
    func take() -> HTTP1Channel.Value {
        isServed.store(true, ordering: .relaxed)
        return connection
    }

    deinit {
        guard !isServed.load(ordering: .relaxed) else { return }
        // Nobody is left who could wait for it.
        Task { [connection] in try? await connection.executeThenClose { _, _ in } }  // it may be closed already
    }
}
