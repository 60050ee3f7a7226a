import Synchronization

/// Answers that a server gives one after the other; the last one again and again.
package final class Script: Sendable {
    private let answers: Mutex<[LoopbackServer.Answer]>

    package init(_ answers: [LoopbackServer.Answer]) { self.answers = Mutex(answers) }

    package func next() -> LoopbackServer.Answer {
        answers.withLock { $0.count > 1 ? $0.removeFirst() : $0.first ?? .silence }
    }
}
