import CanonicalJSON
import HTTP

/// GitHub's REST API, version 2022-11-28: <https://docs.github.com/en/rest>. Enterprise servers have it too.
struct GitHub: RESTForge {
    /// The limits are those of the errors it answers: “maximum is 140 characters”, “maximum is 65536 characters”, “maximum is 256 characters”.
    static let limits = ForgeLimits(summary: 140, text: 65_536, pageParameter: "per_page", page: 100)

    let api: ForgeAPI
    let memory = ForgeMemory()

    var headers: [(name: String, value: String)] {
        [
            (name: "Accept", value: "application/vnd.github+json"), (name: "X-GitHub-Api-Version", value: "2022-11-28"),
            (name: "Authorization", value: "Bearer \(api.access.token.text)"),
        ]
    }

    func user(_ answer: ForgeAnswer) throws(ForgeError) -> ForgeUser {
        ForgeUser(id: try answer.number("id"), login: try answer.text("login"))
    }

    func word(for state: CommitStatus.State) -> String { state.rawValue }
}

// Requests: <https://docs.github.com/en/rest/pulls/pulls>
extension GitHub {
    func listing(onto base: String, from branch: String?) -> ForgeCall {
        var query = [
            (name: "state", value: "open"), (name: "base", value: base), (name: "sort", value: "created"), (name: "direction", value: "asc"),
        ]
        if let branch, let owner = api.access.project.split(separator: "/").first { query.append((name: "head", value: "\(owner):\(branch)")) }
        return .get("list the pull requests", "\(api.repository)/pulls", query: query)
    }

    func request(_ answer: ForgeAnswer) throws(ForgeError) -> OpenRequest? {
        try answer.pullRequest(isFork: GitHub.isFork(answer))
    }

    /// The repository of the head is null when it was deleted.
    private static func isFork(_ answer: ForgeAnswer) -> Bool {
        guard let head = answer["head", "repo", "id"]?.integerValue else { return true }
        return head != answer["base", "repo", "id"]?.integerValue
    }

    func opening(_ proposal: ChangeProposal) -> ForgeCall { api.openingPull(proposal) }
    func editing(_ number: Int, _ proposal: ChangeProposal) -> ForgeCall { api.editingPull(number, proposal) }
}

// Statuses: <https://docs.github.com/en/rest/commits/statuses>
extension GitHub {
    func statuses(of commit: String) -> ForgeCall { api.combinedStatus(of: commit) }

    func status(_ answer: ForgeAnswer) throws(ForgeError) -> SentStatus { try answer.status(state: "state") }

    func set(_ status: SentStatus, on commit: String) async throws(ForgeError) { _ = try await send(api.setting(status, on: commit)) }
}

// Comments: <https://docs.github.com/en/rest/issues/comments>; a pull request is an issue too.
extension GitHub {
    func comments(on request: Int) -> ForgeCall { .get("list the comments", "\(api.repository)/issues/\(request)/comments") }

    func comment(_ answer: ForgeAnswer) throws(ForgeError) -> Comment? { try answer.issueComment(by: user) }
    func commenting(_ text: String, on request: Int) -> ForgeCall { api.commenting(text, on: request) }
    func editing(_ comment: Int, to text: String, on request: Int) -> ForgeCall { api.editing(comment, to: text) }
}
