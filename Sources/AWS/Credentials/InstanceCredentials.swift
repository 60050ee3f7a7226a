import Foundation
import HTTP

/// Credentials of an EC2 instance's role, from version 2 of the instance metadata service.
///
/// See <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html>.
struct InstanceCredentials: CredentialProvider {
    private let base: String
    private let endpoint: LocalEndpoint

    private static let source = "the instance metadata service"

    /// - Returns: nil when the environment switches the service off.
    init?(settings: AWSSettings, http: HTTPClient) {
        guard !settings.environment.isTrue("AWS_EC2_METADATA_DISABLED") else { return nil }
        let number = { (variable: String, key: String, most: Int) in
            settings.setting(variable, key).flatMap(Int.init).map { min(max(1, $0), most) } ?? 1
        }
        let mode = settings.setting("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "ec2_metadata_service_endpoint_mode")
        let standard = mode?.lowercased() == "ipv6" ? "http://[fd00:ec2::254]" : "http://169.254.169.254"
        let configured = settings.setting("AWS_EC2_METADATA_SERVICE_ENDPOINT", "ec2_metadata_service_endpoint") ?? standard
        base = configured.hasSuffix("/") ? String(configured.dropLast()) : configured
        // One second and one attempt are botocore's: most hosts that ask are no instances.
        endpoint = LocalEndpoint(
            source: InstanceCredentials.source, http: http,
            timeout: .seconds(number("AWS_METADATA_SERVICE_TIMEOUT", "metadata_service_timeout", 60)),
            attempts: number("AWS_METADATA_SERVICE_NUM_ATTEMPTS", "metadata_service_num_attempts", 10))
    }

    func credentials() async throws -> Credentials {
        // The answer of an instance does not travel on into its containers unless it may take two hops.
        let token = try await endpoint.fetch(
            .put, "\(base)/latest/api/token", headers: [(name: "x-aws-ec2-metadata-token-ttl-seconds", value: "21600")],
            advice: "; in a container on an instance, the instance's metadata hop limit must be at least 2")
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
