/// A pull or merge request as the bot wants it.
package struct ChangeProposal: Sendable, Hashable {
    /// The branch with the changes, in the same repository.
    package let branch: String
    /// The branch that they are for.
    package let base: String
    /// Cut where the forge takes less.
    package let title: String
    /// Markdown; cut where the forge takes less.
    package let body: String

    package init(branch: String, base: String, title: String, body: String) {
        self.branch = branch
        self.base = base
        self.title = title
        self.body = body
    }
}
