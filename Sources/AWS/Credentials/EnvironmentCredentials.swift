import Foundation

/// Credentials in `AWS_ACCESS_KEY_ID` and the variables beside it.
struct EnvironmentCredentials {
    private let environment: AWSEnvironment

    init(_ environment: AWSEnvironment) { self.environment = environment }

    /// Returns the credentials, nil when there are none.
    func find() throws(CredentialError) -> Credentials? {
        guard let accessKeyID = environment["AWS_ACCESS_KEY_ID"] else { return nil }
        guard let secret = environment["AWS_SECRET_ACCESS_KEY"] else {
            throw CredentialError(source: "the environment", reason: "AWS_ACCESS_KEY_ID is set but AWS_SECRET_ACCESS_KEY is not")
        }
        return Credentials(
            accessKeyID: accessKeyID, secretAccessKey: secret,
            sessionToken: environment["AWS_SECURITY_TOKEN"] ?? environment["AWS_SESSION_TOKEN"],
            expiration: environment["AWS_CREDENTIAL_EXPIRATION"].flatMap(Timestamp.parse))
    }
}
