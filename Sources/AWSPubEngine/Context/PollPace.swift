/// When to look next at something that AWS works on: soon after it is expected to be done.
///
/// Where AWS tells a percentage, its rate so far tells the end; nine tenths of the way there are slept through, so that a look comes shortly
/// before and then some shortly after it. Where it tells nothing, looks come at the policy's first interval.
struct PollPace: Sendable {
    private(set) var due: ContinuousClock.Instant
    /// What the rate is counted from.
    private var base: (time: ContinuousClock.Instant, percent: Double)?

    /// What is known about a thing when the wait for it begins.
    enum Start: Sendable {
        /// It was begun just now.
        case new
        /// It was begun some time ago.
        case running
        /// It is probably done.
        case ending
    }

    init(_ start: Start, at now: ContinuousClock.Instant, policy: PollPolicy) {
        due = start == .ending ? now : now + policy.first
        base = start == .new ? (now, 0) : nil
    }

    /// Takes in what a look showed.
    /// - Parameter percent: how far it is; nil when AWS does not tell.
    mutating func looked(at now: ContinuousClock.Instant, percent: Double?, policy: PollPolicy) {
        due = now + interval(at: now, percent, policy)
        if base == nil, let percent { base = (now, percent) }
    }

    private func interval(at now: ContinuousClock.Instant, _ percent: Double?, _ policy: PollPolicy) -> Duration {
        guard let percent, let base, percent > base.percent else { return policy.first }
        // AWS rounds down: it may be as far as the next percent.
        let remaining = (now - base.time) * (max(0, 99 - percent) / (percent + 1 - base.percent))
        return min(max(remaining * 0.9, policy.shortest), policy.longest)
    }
}
