import HTTPTypes

/// Who sends a repository's deliveries, which decides how they prove that they may.
package enum WebhookForge: String, Sendable, CaseIterable {
    case github, gitlab, gitea, forgejo, bitbucket
    case bitbucketServer = "bitbucket-server"
    case azureDevOps = "azure-devops"
    case generic

    /// How a delivery shows that its sender knows the secret.
    enum Proof: Sendable, Hashable {
        /// The hex HMAC-SHA256 of the body, after this prefix.
        case signature(prefix: String)
        /// The secret itself.
        case token
        /// Basic authentication; the secret is `user:password`.
        case basic
    }

    /// The headers that carry the proof, as each forge documents them; any one of them is enough.
    var proofs: [(header: HTTPField.Name, proof: Proof)] {
        switch self {
        case .github: [(.hubSignature256, .signature(prefix: "sha256="))]
        case .gitlab: [(.gitlabToken, .token)]
        case .gitea: [(.giteaSignature, .signature(prefix: "")), (.hubSignature256, .signature(prefix: "sha256="))]
        case .forgejo: [(.forgejoSignature, .signature(prefix: "")), (.giteaSignature, .signature(prefix: ""))]
        case .bitbucket, .bitbucketServer:
            [(.hubSignature256, .signature(prefix: "sha256=")), (.hubSignature, .signature(prefix: "sha256="))]
        case .azureDevOps: [(.authorization, .basic)]
        case .generic: [(.signature, .signature(prefix: "sha256="))]
        }
    }
}

extension HTTPField.Name {
    /// Makes a name from a constant that is a valid one.
    static func constant(_ name: String) -> HTTPField.Name { HTTPField.Name(name) ?? .authorization }

    static let hubSignature256 = constant("X-Hub-Signature-256")
    static let hubSignature = constant("X-Hub-Signature")
    static let gitlabToken = constant("X-Gitlab-Token")
    static let giteaSignature = constant("X-Gitea-Signature")
    static let forgejoSignature = constant("X-Forgejo-Signature")
    static let signature = constant("X-Signature")

    /// Those that say what happened.
    static let events = ["X-GitHub-Event", "X-Gitea-Event", "X-Forgejo-Event"].map(constant)
    static let eventKey = constant("X-Event-Key")
}
