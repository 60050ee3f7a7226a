package import HTTP

/// How long and how often a forge is asked.
package struct ForgePace: Sendable {
    /// Of one attempt. The largest answers are lists of 100 requests, and all comments of one where they do not come in pages.
    package var limits: HTTPLimits
    /// The most attempts of a call, the first included. The caller comes again anyway.
    package var attempts: Int
    /// The bound of the first pause; doubled each time.
    package var pause: Duration
    /// The longest pause. Whoever asks for more by `Retry-After` is not asked again.
    package var longest: Duration
    /// The most pages of a list.
    package var pages: Int

    package init(
        limits: HTTPLimits = HTTPLimits(connect: .seconds(10), idle: .seconds(20), total: .seconds(30), answerBytes: 32 << 20), attempts: Int = 3,
        pause: Duration = .milliseconds(500), longest: Duration = .seconds(5), pages: Int = 100
    ) {
        self.limits = limits
        self.attempts = attempts
        self.pause = pause
        self.longest = longest
        self.pages = pages
    }

    /// Returns the pause before the next attempt: full jitter over a bound that doubles.
    /// - Parameters:
    ///   - failures: how many attempts failed, at least 1.
    ///   - random: a number from 0 up to 1.
    func pause(after failures: Int, random: Double) -> Duration { min(pause * (1 << min(failures - 1, 20)), longest) * random }
}
