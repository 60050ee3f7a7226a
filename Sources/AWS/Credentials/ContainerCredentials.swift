import Foundation
import HTTP

/// Credentials of a container's task or pod, from the endpoint that ECS or EKS names in variables.
///
/// See <https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html>.
struct ContainerCredentials: CredentialProvider {
    private let url: String
    private let environment: AWSEnvironment
    private let endpoint: LocalEndpoint

    private static let source = "the container endpoint"

    /// - Returns: nil when no variable names an endpoint.
    /// - Throws: `CredentialError` when credentials would travel in the clear to a host that is not the container's own.
    init?(environment: AWSEnvironment, http: HTTPClient) throws(CredentialError) {
        if let relative = environment["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] {
            url = "http://169.254.170.2\(relative.hasPrefix("/") ? "" : "/")\(relative)"
        } else if let full = environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"] {
            guard ContainerCredentials.isAllowed(full) else {
                throw CredentialError(
                    source: ContainerCredentials.source,
                    reason: "AWS_CONTAINER_CREDENTIALS_FULL_URI must be https, or http on this host, 169.254.170.2, 169.254.170.23 or [fd00:ec2::23]")
            }
            url = full
        } else {
            return nil
        }
        self.environment = environment
        // Time and attempts are botocore's.
        endpoint = LocalEndpoint(source: ContainerCredentials.source, http: http, timeout: .seconds(2), attempts: 3)
    }

    func credentials() async throws -> Credentials {
        let headers = try token().map { [(name: "authorization", value: $0)] } ?? []
        let body = try await endpoint.fetch(.get, url, headers: headers + [(name: "accept", value: "application/json")])
        return try CredentialAnswer(source: ContainerCredentials.source).credentials(body, tokenKey: "Token")
    }

    /// The token's file is read each time, since the platform exchanges it.
    private func token() throws -> String? {
        guard let path = environment["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] else {
            return try environment["AWS_CONTAINER_AUTHORIZATION_TOKEN"].map { try checked($0, "AWS_CONTAINER_AUTHORIZATION_TOKEN") }
        }
        guard let text = try TextFile.read(path) else {
            throw CredentialError(source: ContainerCredentials.source, reason: "the token file \(path) does not exist")
        }
        return try checked(text.trimmingCharacters(in: .whitespacesAndNewlines), "the token file \(path)")
    }

    /// Refuses what would be several headers. The token itself is not shown.
    private func checked(_ token: String, _ place: String) throws -> String {
        guard !token.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else {
            throw CredentialError(source: ContainerCredentials.source, reason: "\(place) must hold one line")
        }
        return token
    }

    private static func isAllowed(_ url: String) -> Bool {
        guard let components = URLComponents(string: url), let host = components.host?.lowercased() else { return false }
        if components.scheme == "https" { return true }
        let bare = host.trimmingCharacters(in: CharacterSet(charactersIn: "[]"))
        let isNear = LoopbackHost.matches(host) || bare == "::1" || ["169.254.170.2", "169.254.170.23", "fd00:ec2::23"].contains(bare)
        return components.scheme == "http" && isNear
    }
}
