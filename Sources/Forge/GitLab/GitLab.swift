import CanonicalJSON
import Git
import HTTP

/// GitLab's REST API, version 4: <https://docs.gitlab.com/api/rest/>.
struct GitLab: RESTForge {
    /// <https://docs.gitlab.com/administration/instance_limits/>: a description or comment has 1,000,000 characters. A job's description has 255.
    static let limits = ForgeLimits(summary: 255, text: 1_000_000, pageParameter: "per_page", page: 100)

    let api: ForgeAPI
    let memory = ForgeMemory()

    /// Of personal, project and group access tokens.
    var headers: [(name: String, value: String)] {
        [(name: "Accept", value: "application/json"), (name: "PRIVATE-TOKEN", value: api.access.token.text)]
    }

    /// The project with its groups is one part of the path.
    private var project: String { "/projects/\(URIEncoding.encode(api.access.project))" }

    func user(_ answer: ForgeAnswer) throws(ForgeError) -> ForgeUser {
        ForgeUser(id: try answer.number("id"), login: try answer.text("username"))
    }

    func word(for state: CommitStatus.State) -> String {
        switch state {
        case .pending: "pending"
        case .success: "success"
        case .failure, .error: "failed"
        }
    }
}

// Requests: <https://docs.gitlab.com/api/merge_requests/>
extension GitLab {
    func listing(onto base: String, from branch: String?) -> ForgeCall {
        var query = [
            (name: "state", value: "opened"), (name: "scope", value: "all"), (name: "target_branch", value: base),
            (name: "order_by", value: "created_at"), (name: "sort", value: "asc"),
        ]
        if let branch { query.append((name: "source_branch", value: branch)) }
        return .get("list the merge requests", "\(project)/merge_requests", query: query)
    }

    func request(_ answer: ForgeAnswer) throws(ForgeError) -> OpenRequest? {
        if answer["sha"] == .null { return nil }
        let number = try answer.number("iid")
        // The source is null when it was deleted.
        let isFork = answer["source_project_id"]?.integerValue != (try answer.number("target_project_id"))
        let request = ChangeRequest(
            number: number, head: try answer.commit("sha"), base: try answer.text("target_branch"), headReference: GitLab.headReference(number),
            isFork: isFork, title: GitError.printable(try answer.text("title")), link: GitError.printable(try answer.text("web_url")),
            author: GitError.printable(answer["author", "username"]?.stringValue ?? ""))
        return OpenRequest(request: request, branch: try answer.text("source_branch"), body: answer["description"]?.stringValue ?? "")
    }

    private static func headReference(_ number: Int) -> String { "refs/merge-requests/\(number)/head" }

    func opening(_ proposal: ChangeProposal) -> ForgeCall {
        .make(
            "open a merge request", "\(project)/merge_requests",
            [
                "source_branch": .string(proposal.branch), "target_branch": .string(proposal.base), "title": .string(proposal.title),
                "description": .string(proposal.body),
            ])
    }

    func editing(_ number: Int, _ proposal: ChangeProposal) -> ForgeCall {
        .change(
            "edit the merge request", .put, "\(project)/merge_requests/\(number)",
            ["title": .string(proposal.title), "description": .string(proposal.body)])
    }
}

// Statuses: <https://docs.gitlab.com/api/commits/>
extension GitLab {
    func statuses(of commit: String) -> ForgeCall { .get("read the statuses", "\(project)/repository/commits/\(commit)/statuses") }

    func status(_ answer: ForgeAnswer) throws(ForgeError) -> SentStatus {
        SentStatus(
            context: try answer.text("name"), state: try answer.text("status"), summary: answer["description"]?.stringValue ?? "",
            link: answer["target_url"]?.stringValue ?? "")
    }

    func set(_ status: SentStatus, on commit: String) async throws(ForgeError) {
        do throws(ForgeError) {
            try await set(status, on: commit, reference: nil)
        } catch {
            // GitLab looks for a branch with the commit, and the commit of a fork is on none.
            guard error.code == .notFound, error.context.contains("References for commit") else { throw error }
            guard let reference = try await reference(to: commit) else { throw error }
            try await set(status, on: commit, reference: reference)
        }
    }

    private func set(_ status: SentStatus, on commit: String, reference: String?) async throws(ForgeError) {
        var body: [String: JSON] = ["name": .string(status.context), "state": .string(status.state), "description": .string(status.summary)]
        if !status.link.isEmpty { body["target_url"] = .string(status.link) }
        if let reference { body["ref"] = .string(reference) }
        do throws(ForgeError) {
            _ = try await send(.change("report a status", .post, "\(project)/statuses/\(commit)", .object(body)))
        } catch {
            // It says so of the state that stands there already.
            guard error.code == .rejected, error.context.contains("Cannot transition status via") else { throw error }
        }
    }

    private func reference(to commit: String) async throws(ForgeError) -> String? {
        for answer in try await all(.get("find the merge request", "\(project)/repository/commits/\(commit)/merge_requests"))
        where answer["state"]?.stringValue == "opened" && answer["sha"]?.stringValue == commit {
            return GitLab.headReference(try answer.number("iid"))
        }
        return nil
    }
}

// Comments: <https://docs.gitlab.com/api/notes/>
extension GitLab {
    func comments(on request: Int) -> ForgeCall {
        .get(
            "list the comments", "\(project)/merge_requests/\(request)/notes",
            query: [(name: "order_by", value: "created_at"), (name: "sort", value: "asc")])
    }

    func comment(_ answer: ForgeAnswer) throws(ForgeError) -> Comment? {
        if answer["system"]?.boolValue == true { return nil }
        let author: ForgeUser? =
            if let json = answer["author"], json != .null { try user(ForgeAnswer(json: json, operation: answer.operation)) } else { nil }
        return Comment(id: try answer.number("id"), author: author, text: try answer.text("body"))
    }

    func commenting(_ text: String, on request: Int) -> ForgeCall {
        .make("comment", "\(project)/merge_requests/\(request)/notes", ["body": .string(text)])
    }

    func editing(_ comment: Int, to text: String, on request: Int) -> ForgeCall {
        .change("edit the comment", .put, "\(project)/merge_requests/\(request)/notes/\(comment)", ["body": .string(text)])
    }
}
