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
    var project: String { "/projects/\(URIEncoding.encode(api.access.project))" }

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
