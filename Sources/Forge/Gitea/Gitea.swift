import CanonicalJSON
import HTTP

/// Gitea's API, and Forgejo's: <https://docs.gitea.com/api>. It is made after GitHub's, and differs in small things.
struct Gitea: RESTForge {
    /// It has no limits of its own for texts: its columns are of the type TEXT and longer. These are what people read. A page has at most 50 elements
    /// unless an administrator says otherwise (`MAX_RESPONSE_ITEMS`).
    static let limits = ForgeLimits(summary: 255, text: 65_536, pageParameter: "limit", page: 50)

    let api: ForgeAPI
    let memory = ForgeMemory()

    var headers: [(name: String, value: String)] {
        [(name: "Accept", value: "application/json"), (name: "Authorization", value: "token \(api.access.token.text)")]
    }

    func user(_ answer: ForgeAnswer) throws(ForgeError) -> ForgeUser {
        ForgeUser(id: try answer.number("id"), login: try answer.text("login"))
    }

    func word(for state: CommitStatus.State) -> String { state.rawValue }
}

extension Gitea {
    /// Versions before 1.25 do not know `base_branch`, and list all; who reads them looks at the base anyway.
    func listing(onto base: String, from branch: String?) -> ForgeCall {
        .get(
            "list the pull requests", "\(api.repository)/pulls",
            query: [(name: "state", value: "open"), (name: "sort", value: "oldest"), (name: "base_branch", value: base)])
    }

    func request(_ answer: ForgeAnswer) throws(ForgeError) -> OpenRequest? {
        // The repository of the head is null, and its id 0 or -1, when it was deleted.
        let isFork = answer["head", "repo_id"]?.integerValue != answer["base", "repo_id"]?.integerValue || answer["base", "repo_id"] == nil
        return try answer.pullRequest(isFork: isFork)
    }

    func opening(_ proposal: ChangeProposal) -> ForgeCall { api.openingPull(proposal) }
    func editing(_ number: Int, _ proposal: ChangeProposal) -> ForgeCall { api.editingPull(number, proposal) }
}

extension Gitea {
    func statuses(of commit: String) -> ForgeCall { api.combinedStatus(of: commit) }

    /// What is `state` when it is sent is `status` when it is read.
    func status(_ answer: ForgeAnswer) throws(ForgeError) -> SentStatus { try answer.status(state: "status") }

    func set(_ status: SentStatus, on commit: String) async throws(ForgeError) { _ = try await send(api.setting(status, on: commit)) }
}

extension Gitea {
    /// All comments come at once.
    func comments(on request: Int) -> ForgeCall {
        var call = ForgeCall.get("list the comments", "\(api.repository)/issues/\(request)/comments")
        call.isPaged = false
        return call
    }

    func comment(_ answer: ForgeAnswer) throws(ForgeError) -> Comment? { try answer.issueComment(by: user) }
    func commenting(_ text: String, on request: Int) -> ForgeCall { api.commenting(text, on: request) }
    func editing(_ comment: Int, to text: String, on request: Int) -> ForgeCall { api.editing(comment, to: text) }
}
