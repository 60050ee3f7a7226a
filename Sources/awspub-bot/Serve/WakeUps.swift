import Synchronization

/// What wakes the loops of repositories, by name. It outlives the loops, which begin anew when settings change.
final class WakeUps: Sendable {
    private let known = Mutex<[String: WakeUp]>([:])

    /// - Parameter name: of a repository of the settings, past or present; never what strangers say, so there are few.
    subscript(_ name: String) -> WakeUp {
        known.withLock { known in
            if let wakeUp = known[name] { return wakeUp }
            let wakeUp = WakeUp()
            known[name] = wakeUp
            return wakeUp
        }
    }
}
