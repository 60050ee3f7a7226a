import Synchronization

/// Tells the first time from all later ones.
final class FirstTime: Sendable {
    private let passed = Mutex(false)

    func isFirst() -> Bool {
        passed.withLock { passed in
            defer { passed = true }
            return !passed
        }
    }

    /// Whether there was a first time.
    var hasPassed: Bool { passed.withLock { $0 } }
}
