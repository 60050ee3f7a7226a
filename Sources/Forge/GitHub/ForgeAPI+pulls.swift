import CanonicalJSON
import Git
import HTTP

// What GitHub and Gitea have in common.
extension ForgeAPI {
    /// `/repos/OWNER/NAME`.
    var repository: String { "/repos/\(URIEncoding.encode(access.project, keepingSlashes: true))" }

    func openingPull(_ proposal: ChangeProposal) -> ForgeCall {
        .make(
            "open a pull request", "\(repository)/pulls",
            [
                "head": .string(proposal.branch), "base": .string(proposal.base), "title": .string(proposal.title), "body": .string(proposal.body),
            ])
    }

    func editingPull(_ number: Int, _ proposal: ChangeProposal) -> ForgeCall {
        .change(
            "edit the pull request", .patch, "\(repository)/pulls/\(number)", ["title": .string(proposal.title), "body": .string(proposal.body)])
    }

    /// The newest status of each context.
    func combinedStatus(of commit: String) -> ForgeCall {
        var call = ForgeCall.get("read the statuses", "\(repository)/commits/\(commit)/status")
        call.listMember = "statuses"
        return call
    }

    /// A status that is sent twice is there twice, and shown once.
    func setting(_ status: SentStatus, on commit: String) -> ForgeCall {
        var body: [String: JSON] = ["context": .string(status.context), "state": .string(status.state), "description": .string(status.summary)]
        if !status.link.isEmpty { body["target_url"] = .string(status.link) }
        return .change("report a status", .post, "\(repository)/statuses/\(commit)", .object(body))
    }

    func commenting(_ text: String, on request: Int) -> ForgeCall {
        .make("comment", "\(repository)/issues/\(request)/comments", ["body": .string(text)])
    }

    func editing(_ comment: Int, to text: String) -> ForgeCall {
        .change("edit the comment", .patch, "\(repository)/issues/comments/\(comment)", ["body": .string(text)])
    }
}

extension ForgeAnswer {
    func pullRequest(isFork: Bool) throws(ForgeError) -> OpenRequest {
        let number = try number("number")
        let request = ChangeRequest(
            number: number, head: try commit("head", "sha"), base: try text("base", "ref"), headReference: "refs/pull/\(number)/head", isFork: isFork,
            title: GitError.printable(try text("title")), link: GitError.printable(try text("html_url")),
            author: GitError.printable(self["user", "login"]?.stringValue ?? ""))
        return OpenRequest(request: request, branch: try text("head", "ref"), body: self["body"]?.stringValue ?? "")
    }

    func status(state: String) throws(ForgeError) -> SentStatus {
        SentStatus(
            context: try text("context"), state: try text(state), summary: self["description"]?.stringValue ?? "",
            link: self["target_url"]?.stringValue ?? "")
    }

    /// The user is null when the account is gone.
    func issueComment(by user: (ForgeAnswer) throws(ForgeError) -> ForgeUser) throws(ForgeError) -> Comment {
        let author: ForgeUser? =
            if let json = self["user"], json != .null { try user(ForgeAnswer(json: json, operation: operation)) } else { nil }
        return Comment(id: try number("id"), author: author, text: self["body"]?.stringValue ?? "")
    }
}
