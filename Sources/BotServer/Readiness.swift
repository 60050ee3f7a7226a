import Synchronization

/// Whether the daemon can work.
package final class Readiness: Sendable {
    private let state = Mutex<[String]>(["starting"])

    package init() {}

    /// Why it cannot work; empty when it can.
    package var reasons: [String] { state.withLock { $0 } }

    package func becomeReady() { state.withLock { $0 = [] } }

    package func beginStopping() { state.withLock { $0 = ["stopping"] } }

    var isStopping: Bool { reasons == ["stopping"] }
}
