import AWSPartition
import Digest
import Foundation

/// A role in an account behind IAM Identity Center, to which somebody logged in with `aws sso login`.
struct SSOAccount: Sendable {
    let accountID: String
    let roleName: String
    let region: Region
    /// What the cached token is filed under: the session's name, in the older form the start URL.
    private let cacheName: String
    private let profileName: String

    var source: String { "SSO for profile “\(profileName)”" }

    /// - Returns: nil when the profile says nothing of SSO.
    /// - Throws: `CredentialError` when what it says is incomplete.
    init?(profile: Profile, shared: SharedConfiguration) throws(CredentialError) {
        guard let accountID = profile["sso_account_id"], let roleName = profile["sso_role_name"] else { return nil }
        profileName = profile.name
        self.accountID = accountID
        self.roleName = roleName
        let session = profile["sso_session"]
        let values = session.map { shared.section("sso-session", named: $0)?.values ?? [:] }
        let startURL = values?["sso_start_url"] ?? profile["sso_start_url"]
        guard let startURL, let region = values?["sso_region"] ?? profile["sso_region"] else {
            throw CredentialError(
                source: "SSO for profile “\(profile.name)”",
                reason: "sso_start_url and sso_region are needed in \(session.map { "[sso-session \($0)]" } ?? "the profile")")
        }
        self.region = Region(region)
        cacheName = session ?? startURL
    }

    /// Returns the token that the login left behind.
    /// - Throws: `CredentialError` when there is none or its time has passed.
    func cachedToken(home: String, now: Date = Date()) throws -> String {
        let remedy = "run “aws sso login --profile \(profileName)”"
        let path = "\(home)/.aws/sso/cache/\(SHA1.hex(cacheName)).json"
        guard let text = try TextFile.read(path) else { throw CredentialError(source: source, reason: "nobody is logged in; \(remedy)") }
        let reader = CredentialAnswer(source: "\(source), \(path)")
        let cached = try reader.json(Array(text.utf8))
        let expiresAt = try reader.text("expiresAt", in: cached)
        guard let end = Timestamp.parse(expiresAt), end > now else {
            throw CredentialError(source: source, reason: "the login ended at \(expiresAt); \(remedy)")
        }
        return try reader.text("accessToken", in: cached)
    }
}
