/// Credentials of a role that is taken on with others.
struct RoleCredentials: CredentialProvider {
    let role: AssumedRole
    let source: any CredentialProvider
    let services: CredentialServices

    func credentials() async throws -> Credentials { try await services.assumeRole(role, with: source.credentials()) }
}
