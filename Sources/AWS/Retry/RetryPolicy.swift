/// How often and after what delay a failed call is sent again.
package struct RetryPolicy: Sendable {
    /// The most attempts, the first included.
    package var attempts: Int
    /// The time after which no further attempt is begun.
    package var deadline: Duration
    /// The first delay after throttling; doubled each time.
    package var throttlingBase: Duration
    /// The first delay after other failures; doubled each time.
    package var transientBase: Duration
    /// The longest delay.
    package var longest: Duration

    /// The delays are those of the AWS SDKs' standard mode; the attempts are more, since a publication is worth waiting for.
    package init(
        attempts: Int = 12, deadline: Duration = .seconds(300), throttlingBase: Duration = .seconds(1), transientBase: Duration = .milliseconds(50),
        longest: Duration = .seconds(20)
    ) {
        self.attempts = attempts
        self.deadline = deadline
        self.throttlingBase = throttlingBase
        self.transientBase = transientBase
        self.longest = longest
    }

    /// Returns the delay before the next attempt: full jitter over a bound that doubles.
    /// - Parameters:
    ///   - failures: how many attempts failed, at least 1.
    ///   - isOverdrawn: whether so many calls fail that the delay should be near the longest.
    ///   - random: a number from 0 up to 1.
    ///   - requested: what the service asked for with `Retry-After`.
    package func delay(after failures: Int, throttled: Bool, requested: Duration? = nil, isOverdrawn: Bool = false, random: Double) -> Duration {
        let base = throttled ? throttlingBase : transientBase
        let bound = min(base * (1 << min(max(0, failures - 1), 20)), longest)
        let jittered = isOverdrawn ? longest * (0.5 + random / 2) : bound * random
        guard let requested else { return jittered }
        return min(max(jittered, requested), longest)
    }
}
