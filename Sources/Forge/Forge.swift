/// A project at a forge, as far as the bot has to do with it: what people propose, what is said about it, and what the bot proposes itself.
///
/// Every call ends: there are limits of time, size and pages. A call that fails may be repeated, each looks before it changes anything.
package protocol Forge: Sendable {
    /// Returns the open pull or merge requests onto a branch, drafts too, the oldest first.
    func openRequests(onto branch: String) async throws(ForgeError) -> [ChangeRequest]

    /// Sets the status of a commit. What stands there already for the same context is not sent again.
    func report(_ status: CommitStatus, on commit: String) async throws(ForgeError)

    /// Keeps one comment on a request: edits it when it says something else. Not to be called twice at the same time for a request: either could make
    /// one.
    /// - Parameters:
    ///   - text: Markdown; cut at a line, with a sentence that says so, where the forge takes less.
    ///   - marker: the line that the comment is found by, such as `<!-- awspub-bot: images -->`; only among those of the token's own user.
    ///   - opening: whether it is made when there is none.
    func keepComment(_ text: String, marker: String, on request: Int, opening: Bool) async throws(ForgeError)

    /// Opens a request, or gives the open one from the same branch onto the same base its title and text, where they differ.
    func propose(_ proposal: ChangeProposal) async throws(ForgeError) -> ChangeRequest
}

extension Forge {
    /// Keeps one comment on a request: makes it when there is none, and edits it when it says something else.
    package func keepComment(_ text: String, marker: String, on request: Int) async throws(ForgeError) {
        try await keepComment(text, marker: marker, on: request, opening: true)
    }
}
