/// What a command throws when it knows both the exit code and the sentence.
///
/// ```swift
/// throw CommandFailure(.failed, "2 of 5 units failed")
/// ```
/// Other errors need no wrapping: `ExitStatus.init(for:)` knows AWS, git, engine and settings errors.
struct CommandFailure: Error, CustomStringConvertible {
    let status: ExitStatus
    /// What happened, for a person; empty when all is said already.
    let description: String

    init(_ status: ExitStatus, _ description: String = "") {
        self.status = status
        self.description = description
    }
}
