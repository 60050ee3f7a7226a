import Foundation

/// A role to take on, and how its session is to be.
package struct AssumedRole: Sendable {
    let arn: String
    let sessionName: String
    var externalID: String?
    /// In seconds.
    var duration: Int?

    /// Reads a profile's role.
    /// - Throws: `CredentialError` for values that STS would not take.
    init(arn: String, profile: Profile, environment: AWSEnvironment) throws(CredentialError) {
        let source = "profile “\(profile.name)”"
        self.arn = arn
        sessionName = try RoleSessionName.choose(profile["role_session_name"], environment, source: source)
        externalID = profile["external_id"]
        guard let text = profile["duration_seconds"] else { return }
        guard let seconds = Int(text), seconds > 0 else {
            throw CredentialError(source: source, reason: "duration_seconds is “\(text)”; a number of seconds such as 3600 is right")
        }
        duration = seconds
    }

    /// Takes the role that an operator says.
    /// - Throws: `CredentialError` for a session name that STS would not take.
    package init(arn: String, sessionName: String?, externalID: String?, settings: AWSSettings) throws(CredentialError) {
        self.arn = arn
        self.sessionName = try RoleSessionName.choose(sessionName, settings.environment, source: "role \(arn)")
        self.externalID = externalID
    }
}

/// A role that a token of an identity provider opens.
struct WebIdentity: Sendable {
    let roleARN: String
    let sessionName: String
    let tokenPath: String

    /// Reads variables, then the profile, each value for itself as botocore does.
    /// - Parameters:
    ///   - profile: nil when there is none.
    ///   - takesVariables: not when the profile was named.
    /// - Returns: nil when nothing names a token file.
    /// - Throws: `CredentialError` when no role is named.
    init?(profile: Profile?, environment: AWSEnvironment, takesVariables: Bool) throws(CredentialError) {
        let value = { (variable: String, key: String) in (takesVariables ? environment[variable] : nil) ?? profile?[key] }
        guard let path = value("AWS_WEB_IDENTITY_TOKEN_FILE", "web_identity_token_file") else { return nil }
        let source = "web identity with the token file \(path)"
        guard let arn = value("AWS_ROLE_ARN", "role_arn") else {
            throw CredentialError(source: source, reason: "AWS_ROLE_ARN or, in the profile, role_arn must name the role")
        }
        roleARN = arn
        sessionName = try RoleSessionName.choose(value("AWS_ROLE_SESSION_NAME", "role_session_name"), environment, source: source)
        tokenPath = environment.expanded(path)
    }
}

/// What CloudTrail shows of who took on a role.
enum RoleSessionName {
    /// Takes the given name, that of `AWS_ROLE_SESSION_NAME`, or one of this process.
    /// - Throws: `CredentialError` for a name that STS would not take:
    ///   <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html>.
    static func choose(_ given: String?, _ environment: AWSEnvironment, source: String) throws(CredentialError) -> String {
        guard let name = given ?? environment["AWS_ROLE_SESSION_NAME"] else { return standard }
        guard (2...64).contains(name.utf8.count), name.utf8.allSatisfy(isAllowed) else {
            throw CredentialError(
                source: source, reason: "the role session name “\(name)” must be 2 to 64 letters, digits or characters of _+=,.@-")
        }
        return name
    }

    /// Says who it is and since when, so that the calls of a run can be told from those of others.
    private static let standard = "awspub-bot-\(Int(Date().timeIntervalSince1970))"

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: "_+=,.@-".utf8.contains(byte)
        }
    }
}
