import Synchronization

/// Counts the refused deliveries of each address, so that one that keeps guessing is told to slow down.
/// Deliveries that are rightly signed are never counted and never refused.
final class BadSenders: Sendable {
    private struct Entry {
        var windowStart: ContinuousClock.Instant
        var count: Int
    }

    /// A forge with a wrong secret stays far below this; a guesser does not.
    private static let allowed = 30
    private static let window = Duration.seconds(60)
    /// Bounds the memory that many addresses can take.
    private static let capacity = 10_000

    private let entries = Mutex<[String: Entry]>([:])

    /// Counts one refused delivery.
    /// - Returns: whether the address has had too many.
    func hasTooMany(_ address: String, now: ContinuousClock.Instant = .now) -> Bool {
        entries.withLock { entries in
            if entries.count >= Self.capacity { entries = entries.filter { now - $0.value.windowStart < Self.window } }
            if entries.count >= Self.capacity { entries.removeAll() }
            var entry = entries[address] ?? Entry(windowStart: now, count: 0)
            if now - entry.windowStart >= Self.window { entry = Entry(windowStart: now, count: 0) }
            entry.count += 1
            entries[address] = entry
            return entry.count > Self.allowed
        }
    }
}
