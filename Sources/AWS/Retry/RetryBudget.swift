/// Further attempts that a service in a region may be asked for, so that one that is down is not swamped by them.
///
/// The numbers are botocore's (`retries/quota.py`, 1.44); but where botocore gives up, we only slow down.
struct RetryBudget {
    private var tokens = 500.0

    /// - Returns: whether the budget had enough for another attempt.
    mutating func take(throttled: Bool) -> Bool {
        let cost: Double = throttled ? 5 : 14
        guard tokens >= cost else { return false }
        tokens -= cost
        return true
    }

    /// Gives back what an attempt after throttling costs, so that a service that recovers is soon trusted again.
    mutating func succeeded() { tokens = min(500, tokens + 5) }
}
