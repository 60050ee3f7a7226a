/// Something that one task waits for and that happens once.
struct Gate: Sendable {
    private let stream: AsyncStream<Never>
    private let continuation: AsyncStream<Never>.Continuation

    init() { (stream, continuation) = AsyncStream.makeStream() }

    func open() { continuation.finish() }

    /// Returns when it is open, or the task is cancelled.
    func wait() async { for await _ in stream {} }
}
