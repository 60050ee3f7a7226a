package import Git
package import HTTP

/// A project at a forge, how it is reached, and who asks.
package struct ForgeAccess: Sendable {
    package let kind: ForgeKind
    /// The base of the API, without a slash at the end: `https://api.github.com`, `https://git.example.com/api/v4`.
    package let api: String
    /// The path of the project, such as `org/images`; at GitLab with all its groups.
    package let project: String
    package let token: ForgeToken
    /// The login name of the token's user, for tokens that may not ask for it, such as an app's (`my-app[bot]`).
    package var user: String?
    /// Through which the API is reached; that of the environment when nil.
    package var proxy: ProxyURL?
    /// A file with the certificates of those who may vouch for the server, in PEM form; the machine's when nil.
    package var certificateAuthorities: String?
    package var pace = ForgePace()

    /// Takes what an operator says.
    /// - Throws: `ForgeError` when the API or the project cannot be one.
    package init(kind: ForgeKind, api: String, project: String, token: ForgeToken) throws(ForgeError) {
        self.kind = kind
        self.api = try ForgeAccess.checked(api: api)
        self.project = try ForgeAccess.checked(project: project, of: kind)
        self.token = token
    }

    /// Returns the project's forge.
    /// - Parameter client: may be shared by all forges.
    package func makeForge(client: HTTPClient) -> any Forge {
        let api = ForgeAPI(access: self, client: client)
        return switch kind {
        case .github: GitHub(api: api)
        case .gitlab: GitLab(api: api)
        case .gitea: Gitea(api: api)
        }
    }
}

extension ForgeAccess: CustomStringConvertible {
    package var description: String { "\(project) at \(api)" }
}
