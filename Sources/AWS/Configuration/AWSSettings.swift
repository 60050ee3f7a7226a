package import AWSPartition
import HTTP

/// What the environment and the shared configuration files say about how to call AWS.
package struct AWSSettings: Sendable {
    package let environment: AWSEnvironment
    package let shared: SharedConfiguration
    /// The profile in use: the given one, or `AWS_PROFILE`, or `default`.
    package let profileName: String
    /// Whether the caller named the profile, in which case variables with credentials do not count.
    package let isProfileGiven: Bool

    /// Reads the files.
    /// - Parameter profile: the profile to use whatever the environment says.
    /// - Throws: `ConfigurationError` when a file cannot be read, or when a profile that was asked for does not exist.
    package init(environment: AWSEnvironment, profile: String? = nil) throws(ConfigurationError) {
        self.environment = environment
        shared = try SharedConfiguration(environment: environment)
        isProfileGiven = profile != nil
        let chosen = profile ?? environment["AWS_PROFILE"] ?? environment["AWS_DEFAULT_PROFILE"]
        profileName = chosen ?? "default"
        guard chosen == nil || shared.profile(profileName) != nil else {
            throw ConfigurationError(
                source: "profile “\(profileName)”", reason: "is neither in \(shared.configPath) nor in \(shared.credentialsPath)")
        }
    }

    package var profile: Profile? { shared.profile(profileName) }

    /// The region that is used where none is named: `AWS_REGION`, `AWS_DEFAULT_REGION`, or the profile's.
    package var region: Region? {
        (environment["AWS_REGION"] ?? environment["AWS_DEFAULT_REGION"] ?? profile?["region"]).map { Region($0) }
    }

    /// Returns a setting of the variables or else of the profile.
    func setting(_ variable: String, _ key: String) -> String? { environment[variable] ?? profile?[key] }

    /// The path of the CA bundle to trust instead of the system's.
    package var certificates: String? {
        (environment["AWS_CA_BUNDLE"] ?? profile?["ca_bundle"]).map(environment.expanded)
    }

    /// The configured endpoints. Each variable goes before the files, and a service's own URL before the one for all.
    /// See <https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html>.
    package var endpoints: Endpoints {
        guard !environment.isTrue("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"),
            profile?["ignore_configured_endpoint_urls"]?.lowercased() != "true"
        else { return Endpoints(variant: variant) }
        let general = environment["AWS_ENDPOINT_URL"]
        let section = profile?["services"].flatMap { shared.section("services", named: $0) }
        var services: [AWSService: String] = [:]
        for service in AWSService.allCases {
            let suffix = service.endpointVariableSuffix
            let fromFile = general == nil ? section?.lists[suffix.lowercased()]?["endpoint_url"] : nil
            services[service] = environment["AWS_ENDPOINT_URL_\(suffix)"] ?? fromFile
        }
        return Endpoints(common: general ?? profile?["endpoint_url"], services: services, variant: variant)
    }

    private var variant: EndpointVariant {
        let isOn = { (variable: String, key: String) in (environment[variable] ?? profile?[key])?.lowercased() == "true" }
        var variant: EndpointVariant = []
        if isOn("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint") { variant.insert(.fips) }
        if isOn("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint") { variant.insert(.dualStack) }
        if setting("AWS_STS_REGIONAL_ENDPOINTS", "sts_regional_endpoints")?.lowercased() == "legacy" { variant.insert(.globalSTS) }
        return variant
    }
}

extension AWSClientConfiguration {
    /// Sets a client up as the AWS CLI would be: credentials, endpoints and certificates from the settings.
    /// - Parameters:
    ///   - role: a role that is taken on with the credentials.
    ///   - observer: told of every attempt.
    package init(settings: AWSSettings, role: AssumedRole? = nil, observer: @escaping @Sendable (AWSCallEvent) -> Void = { _ in }) {
        let http = HTTPClient(certificates: settings.certificates)
        let chain = CredentialChain(settings: settings, http: http)
        let services = CredentialServices(settings: settings, http: http)
        let source: any CredentialProvider = if let role { RoleCredentials(role: role, source: chain, services: services) } else { chain }
        self.init(credentials: RefreshingCredentials(source), endpoints: settings.endpoints, http: http, observer: observer)
    }
}
