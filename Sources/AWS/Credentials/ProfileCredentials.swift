/// Credentials that a profile of the shared files describes: keys, a role taken on from another source, web identity, SSO, or a program.
struct ProfileCredentials: CredentialProvider {
    private let settings: AWSSettings
    private let services: CredentialServices
    private let profileName: String
    /// The profiles that led here by `source_profile`.
    private let path: [String]

    init(settings: AWSSettings, services: CredentialServices) {
        self.init(settings: settings, services: services, profileName: settings.profileName, path: [])
    }

    private init(settings: AWSSettings, services: CredentialServices, profileName: String, path: [String]) {
        self.settings = settings
        self.services = services
        self.profileName = profileName
        self.path = path
    }

    private static let keys = [
        "role_arn", "web_identity_token_file", "sso_account_id", "sso_role_name", "aws_access_key_id", "login_session", "credential_process",
    ]

    private var profile: Profile? { settings.shared.profile(profileName) }

    /// Whether the profile describes credentials at all.
    var isConfigured: Bool { ProfileCredentials.keys.contains { profile?[$0] != nil } }

    /// Whether the profile takes on a role from other credentials.
    var hasRoleOfAnotherSource: Bool { profile?["role_arn"] != nil && profile?["web_identity_token_file"] == nil }

    func credentials() async throws -> Credentials {
        guard let profile else { throw failure("is neither in \(settings.shared.configPath) nor in \(settings.shared.credentialsPath)") }
        // Of a profile that another takes its credentials from, itself included, keys go before a role.
        let isSource = !path.isEmpty
        if !(isSource && profile.hasKeys), hasRoleOfAnotherSource, let arn = profile["role_arn"] { return try await assume(arn, profile) }
        return try await direct(profile)
    }

    /// The order is botocore's.
    private func direct(_ profile: Profile) async throws -> Credentials {
        if let identity = try WebIdentity(profile: profile, environment: settings.environment, takesVariables: false) {
            return try await services.assumeRole(identity)
        }
        if let account = try SSOAccount(profile: profile, shared: settings.shared) {
            return try await services.roleCredentials(account)
        }
        if let keys = try profile.keys(in: .credentials) { return keys }
        if let session = profile["login_session"] {
            return try await LoginCredentials(session: session, profileName: profileName, settings: settings, services: services).credentials()
        }
        if let command = profile["credential_process"] {
            return try await ProcessCredentials(command: command, profileName: profileName, environment: settings.environment).credentials()
        }
        if let keys = try profile.keys(in: .config) { return keys }
        throw failure("has no credentials")
    }

    private func assume(_ arn: String, _ profile: Profile) async throws -> Credentials {
        guard profile["mfa_serial"] == nil else {
            throw failure("asks for a code of an MFA device (mfa_serial), which a program that runs by itself cannot give; use a role without it")
        }
        guard !path.contains(profileName) else { throw failure("is its own source: \((path + [profileName]).joined(separator: " → "))") }
        let source: Credentials
        switch (profile["source_profile"], profile["credential_source"]) {
        case (let name?, nil): source = try await following(name).credentials()
        case (nil, let place?): source = try await credentials(from: place)
        case (nil, nil): throw failure("has role_arn, which needs source_profile or credential_source")
        case (_?, _?): throw failure("has both source_profile and credential_source; one is right")
        }
        return try await services.assumeRole(AssumedRole(arn: arn, profile: profile, environment: settings.environment), with: source)
    }

    private func following(_ name: String) -> ProfileCredentials {
        ProfileCredentials(settings: settings, services: services, profileName: name, path: path + [profileName])
    }

    private func credentials(from place: String) async throws -> Credentials {
        let found: Credentials?
        switch place {
        case "Environment": found = try EnvironmentCredentials(settings.environment).find()
        case "EcsContainer": found = try await ContainerCredentials(environment: settings.environment, http: services.http)?.credentials()
        case "Ec2InstanceMetadata": found = try await InstanceCredentials(settings: settings, http: services.http)?.credentials()
        default: throw failure("has credential_source “\(place)”; Environment, EcsContainer or Ec2InstanceMetadata would be right")
        }
        guard let found else { throw failure("has credential_source \(place), and there are no credentials there") }
        return found
    }

    private func failure(_ reason: String) -> CredentialError { CredentialError(source: "profile “\(profileName)”", reason: reason) }
}
