/// How often the engine looks whether something that AWS works on is done.
public struct PollPolicy: Sendable, Hashable {
    /// The interval while nothing tells how long it will take.
    public var first: Duration
    /// The longest interval, where the progress so far tells that the end is far.
    public var longest: Duration
    /// The longest wait for one thing, such as an import or a copy.
    public var deadline: Duration
    /// How long something that was just made may stay invisible to `Describe*` calls before it counts as gone.
    public var consistencyWindow: Duration

    /// One call serves everything that is pending in a region, so that these intervals take a fortieth of EC2's rate for describing calls. Imports
    /// and copies of an hour are known, hence the deadline.
    public init(
        first: Duration = .seconds(2), longest: Duration = .seconds(15), deadline: Duration = .seconds(4 * 3600),
        consistencyWindow: Duration = .seconds(30)
    ) {
        self.first = first
        self.longest = longest
        self.deadline = deadline
        self.consistencyWindow = consistencyWindow
    }

    /// The interval near an expected end.
    var shortest: Duration { first / 2 }
}
