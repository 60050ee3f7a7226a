import Synchronization

/// Tells those who want to know of the calls that are held.
final class HeldCalls: Sendable {
    private let listeners = Mutex<[AsyncStream<SandboxCall>.Continuation]>([])

    /// Returns the calls that are held from now on.
    func stream() -> AsyncStream<SandboxCall> {
        let (stream, continuation) = AsyncStream.makeStream(of: SandboxCall.self)
        listeners.withLock { $0.append(continuation) }
        return stream
    }

    func tell(_ call: SandboxCall?) {
        guard let call else { return }
        for listener in listeners.withLock({ $0 }) { listener.yield(call) }
    }
}
