import Synchronization

/// What is still to be done when the process is about to be ended although a command has not come to its end.
final class LastWords: Sendable {
    static let shared = LastWords()

    private let work = Mutex<(@Sendable () -> Void)?>(nil)

    /// Sets what is to be done, instead of what was set before.
    func set(_ work: @escaping @Sendable () -> Void) { self.work.withLock { $0 = work } }

    /// Does it.
    func say() { work.withLock(\.self)?() }
}
