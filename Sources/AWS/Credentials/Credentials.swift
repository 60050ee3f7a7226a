package import Foundation

/// What signs a request. Its descriptions never show the secrets.
package struct Credentials: Sendable, Hashable {
    package let accessKeyID: String
    package let secretAccessKey: String
    /// Given with temporary credentials.
    package let sessionToken: String?
    /// When temporary credentials end.
    package let expiration: Date?

    package init(accessKeyID: String, secretAccessKey: String, sessionToken: String? = nil, expiration: Date? = nil) {
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken
        self.expiration = expiration
    }
}

extension Credentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "credentials of access key \(accessKeyID)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: ["accessKeyID": accessKeyID]) }
}

/// A source of credentials.
package protocol CredentialProvider: Sendable {
    /// Returns credentials that are valid now.
    /// - Throws: `CredentialError`.
    func credentials() async throws -> Credentials
    /// Takes note that AWS refused credentials as ended, whatever they say themselves.
    /// - Returns: whether there are others now.
    func replace(_ refused: Credentials) async -> Bool
}

extension CredentialProvider {
    package func replace(_ refused: Credentials) async -> Bool { false }
}

/// Credentials that were given as they are.
package struct StaticCredentials: CredentialProvider {
    private let value: Credentials

    package init(_ value: Credentials) { self.value = value }

    package func credentials() async throws -> Credentials { value }
}

/// Tells why there are no credentials.
package struct CredentialError: Error, CustomStringConvertible {
    /// Where they were looked for, such as `profile "publisher"`.
    package let source: String
    /// What was wrong there, and what would be right.
    package let reason: String

    package init(source: String, reason: String) {
        self.source = source
        self.reason = reason
    }

    package var description: String { "no AWS credentials from \(source): \(reason)" }
}
