/// What is said about a commit, beside it in the lists of the forge.
package struct CommitStatus: Sendable, Hashable {
    package enum State: String, CaseIterable, Sendable {
        case pending, success, failure, error
    }

    /// What tells it from other statuses of the commit.
    package let context: String
    package let state: State
    /// One line for people; cut where the forge takes less.
    package let summary: String
    /// Where there is more.
    package let link: String?

    package init(context: String, state: State, summary: String, link: String? = nil) {
        self.context = context
        self.state = state
        self.summary = summary
        self.link = link
    }
}
