import Foundation

/// Credentials of an EC2 instance's role, from version 2 of the instance metadata service.
///
/// See <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html>.
struct InstanceCredentials: CredentialProvider {
    private let base: String
    private let endpoint: LocalEndpoint

    private static let source = "the instance metadata service"

    /// - Returns: nil when the environment switches the service off.
    init?(environment: AWSEnvironment, http: HTTPClient) {
        guard !environment.isTrue("AWS_EC2_METADATA_DISABLED") else { return nil }
        let isIPv6 = environment["AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE"]?.lowercased() == "ipv6"
        let standard = isIPv6 ? "http://[fd00:ec2::254]" : "http://169.254.169.254"
        let configured = environment["AWS_EC2_METADATA_SERVICE_ENDPOINT"] ?? standard
        base = configured.hasSuffix("/") ? String(configured.dropLast()) : configured
        // One second and one attempt are botocore's: most hosts that ask are no instances.
        endpoint = LocalEndpoint(
            source: InstanceCredentials.source, http: http,
            timeout: .seconds(environment["AWS_METADATA_SERVICE_TIMEOUT"].flatMap(Int.init).map { min(max(1, $0), 60) } ?? 1),
            attempts: environment["AWS_METADATA_SERVICE_NUM_ATTEMPTS"].flatMap(Int.init).map { min(max(1, $0), 10) } ?? 1)
    }

    func credentials() async throws -> Credentials {
        let token = try await endpoint.fetch(
            .put, "\(base)/latest/api/token", headers: [(name: "x-aws-ec2-metadata-token-ttl-seconds", value: "21600")])
        let headers = [(name: "x-aws-ec2-metadata-token", value: String(decoding: token, as: UTF8.self))]
        let roles = "\(base)/latest/meta-data/iam/security-credentials/"
        let listed = String(decoding: try await endpoint.fetch(.get, roles, headers: headers), as: UTF8.self)
        guard let role = listed.split(whereSeparator: \.isNewline).first else {
            throw CredentialError(source: InstanceCredentials.source, reason: "the instance has no role")
        }
        let body = try await endpoint.fetch(.get, roles + URIEncoding.encode(String(role)), headers: headers)
        return try CredentialAnswer(source: InstanceCredentials.source).credentials(body, tokenKey: "Token")
    }
}
