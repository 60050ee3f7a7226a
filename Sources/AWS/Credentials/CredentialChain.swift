package import HTTP

/// Looks for credentials where the AWS CLI does, in its order, and takes the first that are there.
///
/// The order is botocore's (`create_credential_resolver`): variables, the profile's role, web identity from variables, everything else of the
/// profile, the container's endpoint, the instance's metadata service. The variables do not count when the caller named a profile.
/// What is configured and fails is an error; the search does not go on past it.
package struct CredentialChain: CredentialProvider {
    private let settings: AWSSettings
    private let http: HTTPClient

    package init(settings: AWSSettings, http: HTTPClient) {
        self.settings = settings
        self.http = http
    }

    package func credentials() async throws -> Credentials {
        // Read anew each time, since other tools write to the files; the callers keep what is found.
        let settings = try AWSSettings(environment: settings.environment, profile: settings.isProfileGiven ? settings.profileName : nil)
        let environment = settings.environment
        let services = CredentialServices(settings: settings, http: http)
        let profile = ProfileCredentials(settings: settings, services: services)
        if !settings.isProfileGiven, let found = try EnvironmentCredentials(environment).find() { return found }
        if profile.hasRoleOfAnotherSource { return try await profile.credentials() }
        if let identity = try WebIdentity(profile: settings.profile, environment: environment, takesVariables: !settings.isProfileGiven) {
            return try await services.assumeRole(identity)
        }
        if profile.isConfigured { return try await profile.credentials() }
        if let container = try ContainerCredentials(environment: environment, http: http) { return try await container.credentials() }
        if let instance = InstanceCredentials(settings: settings, http: http) {
            do { return try await instance.credentials() } catch let error as CredentialError { throw nothingFound(instance: error.reason) }
        }
        throw nothingFound(instance: "switched off by AWS_EC2_METADATA_DISABLED")
    }

    private func nothingFound(instance: String) -> CredentialError {
        let shared = settings.shared
        let variables = settings.isProfileGiven ? "not asked, since a profile is named" : "AWS_ACCESS_KEY_ID is not set"
        return CredentialError(
            source: "any of the usual places",
            reason:
                "environment (\(variables)); profile “\(settings.profileName)” (no credentials in \(shared.credentialsPath) or \(shared.configPath)); "
                + "container (neither AWS_CONTAINER_CREDENTIALS_RELATIVE_URI nor AWS_CONTAINER_CREDENTIALS_FULL_URI is set); "
                + "instance metadata (\(instance))")
    }
}
