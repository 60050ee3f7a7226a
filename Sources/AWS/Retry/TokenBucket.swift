/// Tokens that come back at a steady rate. Taking one that is not there yet tells how long to wait for it.
struct TokenBucket {
    private let capacity: Double
    private let fullRefill: Double
    /// Tokens a second, less than `fullRefill` after throttling.
    private(set) var refill: Double
    private var tokens: Double
    private var filledAt: ContinuousClock.Instant
    private var shrunkAt: ContinuousClock.Instant?

    init(capacity: Double, refill: Double, now: ContinuousClock.Instant) {
        self.capacity = capacity
        fullRefill = refill
        self.refill = refill
        tokens = capacity
        filledAt = now
    }

    /// Takes a token, on credit if need be.
    /// - Returns: how long to wait before the call.
    mutating func take(at now: ContinuousClock.Instant) -> Duration {
        fill(at: now)
        tokens -= 1
        return tokens >= 0 ? .zero : .seconds(-tokens / refill)
    }

    /// AWS says that it was too much: whatever was thought to be left is not, and the rate is less than thought.
    mutating func throttled(at now: ContinuousClock.Instant) {
        fill(at: now)
        tokens = min(tokens, 0)
        // Calls that were under way together are refused together; that counts once.
        if let shrunkAt, now - shrunkAt < .seconds(1) { return }
        shrunkAt = now
        refill = max(refill * 0.7, fullRefill / 10)
    }

    /// Goes back to the full rate, a hundredth of it at a time.
    mutating func succeeded() { refill = min(refill + fullRefill / 100, fullRefill) }

    private mutating func fill(at now: ContinuousClock.Instant) {
        let elapsed = (now - filledAt).seconds
        tokens = min(capacity, tokens + elapsed * refill)
        filledAt = now
    }
}

extension Duration {
    var seconds: Double {
        let (whole, attoseconds) = components
        return Double(whole) + Double(attoseconds) / 1e18
    }
}
