/// How a command ended, as the shell sees it.
enum ExitStatus: Int32, Sendable {
    case done = 0
    /// Everything was tried and something failed: a unit, a verification.
    case failed = 1
    case usage = 2
    case invalidConfig = 3
    /// AWS or git refused or was unreachable.
    case refused = 4
    case interrupted = 130
}
