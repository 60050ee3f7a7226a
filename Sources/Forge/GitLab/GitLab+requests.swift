import CanonicalJSON
import Git
import HTTP

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

    static func headReference(_ number: Int) -> String { "refs/merge-requests/\(number)/head" }

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
