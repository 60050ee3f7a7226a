import Synchronization

/// Whether the daemon can work.
package final class Readiness: Sendable {
    private let state = Mutex<[String]>(["starting"])

    private let check: @Sendable () -> String?

    /// - Parameter check: returns what keeps it from working at the moment; asked whenever somebody wants to know, and must not block.
    package init(check: @escaping @Sendable () -> String? = { nil }) { self.check = check }

    /// Why it cannot work; empty when it can.
    package var reasons: [String] {
        let reasons = state.withLock { $0 }
        return reasons.isEmpty ? [check()].compactMap(\.self) : reasons
    }

    package func becomeReady() { state.withLock { $0 = [] } }

    package func beginStopping() { state.withLock { $0 = ["stopping"] } }

    var isStopping: Bool { state.withLock { $0 == ["stopping"] } }
}
