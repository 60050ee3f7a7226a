import AWSPartition

/// A role in an account behind IAM Identity Center, to which somebody logged in with `aws sso login`.
struct SSOAccount: Sendable {
    let accountID: String
    let roleName: String
    let region: Region
    /// What the cached token is filed under: the session's name, in the older form the start URL.
    let cacheName: String
    /// Whether the profile refers to a session, whose login can be renewed.
    let hasSession: Bool
    private let profileName: String

    var source: String { "SSO for profile “\(profileName)”" }

    /// What somebody has to do when the login is over.
    var remedy: String { "run “aws sso login --profile \(profileName)”" }

    /// - Returns: nil when the profile says nothing of SSO.
    /// - Throws: `CredentialError` when what it says is incomplete.
    init?(profile: Profile, shared: SharedConfiguration) throws(CredentialError) {
        guard profile["sso_account_id"] != nil || profile["sso_role_name"] != nil else { return nil }
        let source = "SSO for profile “\(profile.name)”"
        let session = profile["sso_session"]
        let values = session.map { shared.section("sso-session", named: $0)?.values ?? [:] } ?? [:]
        func setting(_ key: String) throws(CredentialError) -> String {
            let (own, ofSession) = (profile[key], values[key])
            if let own, let ofSession, own != ofSession {
                let place = "[sso-session \(session ?? "")]"
                throw CredentialError(source: source, reason: "\(key) is another in the profile than in \(place); leave it out of the profile")
            }
            guard let value = ofSession ?? own else {
                let place = session.map { key.hasPrefix("sso_a") || key == "sso_role_name" ? "the profile" : "[sso-session \($0)]" } ?? "the profile"
                throw CredentialError(source: source, reason: "\(key) is needed in \(place)")
            }
            return value
        }
        profileName = profile.name
        accountID = try setting("sso_account_id")
        roleName = try setting("sso_role_name")
        let startURL = try setting("sso_start_url")
        region = Region(try setting("sso_region"))
        cacheName = session ?? startURL
        hasSession = session != nil
    }
}
