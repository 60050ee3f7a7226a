/// Whose API a forge speaks.
package enum ForgeKind: String, CaseIterable, Sendable {
    case github
    case gitlab
    /// Forgejo speaks it too.
    case gitea

    /// Where git finds the heads of all requests, those of forks too.
    package var requestReferences: String {
        switch self {
        case .github, .gitea: "refs/pull/*/head"
        case .gitlab: "refs/merge-requests/*/head"
        }
    }

    /// As people write it.
    package var name: String {
        switch self {
        case .github: "GitHub"
        case .gitlab: "GitLab"
        case .gitea: "Gitea"
        }
    }
}
