/// A role to take on, and how its session is to be.
struct AssumedRole: Sendable {
    let arn: String
    let sessionName: String
    var externalID: String?
    /// In seconds.
    var duration: Int?

    /// Reads a profile's role.
    init(arn: String, profile: Profile) {
        self.arn = arn
        sessionName = profile["role_session_name"] ?? AssumedRole.standardSessionName
        externalID = profile["external_id"]
        duration = profile["duration_seconds"].flatMap(Int.init)
    }

    static let standardSessionName = "awspub-bot"
}

/// A role that a token of an identity provider opens.
struct WebIdentity: Sendable {
    let roleARN: String
    let sessionName: String
    let tokenPath: String

    /// - Returns: nil unless the variables name a token file and a role.
    init?(environment: AWSEnvironment) {
        guard let path = environment["AWS_WEB_IDENTITY_TOKEN_FILE"], let arn = environment["AWS_ROLE_ARN"] else { return nil }
        roleARN = arn
        sessionName = environment["AWS_ROLE_SESSION_NAME"] ?? AssumedRole.standardSessionName
        tokenPath = environment.expanded(path)
    }

    /// - Returns: nil unless the profile names a token file and a role.
    init?(profile: Profile, environment: AWSEnvironment) {
        guard let path = profile["web_identity_token_file"], let arn = profile["role_arn"] else { return nil }
        roleARN = arn
        sessionName = profile["role_session_name"] ?? AssumedRole.standardSessionName
        tokenPath = environment.expanded(path)
    }
}
