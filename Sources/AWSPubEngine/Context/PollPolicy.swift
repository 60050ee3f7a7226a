/// How often the engine looks whether something that AWS works on is done.
public struct PollPolicy: Sendable, Hashable {
    /// The first interval.
    public var first: Duration
    /// The longest interval.
    public var longest: Duration
    /// The longest wait for one thing, such as an import or a copy.
    public var deadline: Duration
    /// How long something that was just made may stay invisible to `Describe*` calls before it counts as gone.
    public var consistencyWindow: Duration

    /// The intervals keep within EC2's rate for describing calls, since one call serves everything that is pending in a region. Imports and copies
    /// of an hour are known, hence the deadline.
    public init(
        first: Duration = .seconds(2), longest: Duration = .seconds(15), deadline: Duration = .seconds(4 * 3600),
        consistencyWindow: Duration = .seconds(30)
    ) {
        self.first = first
        self.longest = longest
        self.deadline = deadline
        self.consistencyWindow = consistencyWindow
    }

    /// Returns the interval after one that found nothing new.
    func interval(after interval: Duration) -> Duration { min(interval * 1.3, longest) }
}
