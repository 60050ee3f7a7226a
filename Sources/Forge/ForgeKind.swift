/// Whose API a forge speaks.
package enum ForgeKind: String, CaseIterable, Sendable {
    case github
    case gitlab
    /// Forgejo speaks it too.
    case gitea

    /// As people write it.
    package var name: String {
        switch self {
        case .github: "GitHub"
        case .gitlab: "GitLab"
        case .gitea: "Gitea"
        }
    }
}
