import AWSPartition
import CanonicalJSON
import Foundation

/// The calls to AWS that end in credentials.
struct CredentialServices: Sendable {
    private let settings: AWSSettings
    let http: HTTPClient

    init(settings: AWSSettings, http: HTTPClient) {
        self.settings = settings
        self.http = http
    }

    /// Takes on a role with other credentials.
    func assumeRole(_ role: AssumedRole, with credentials: Credentials) async throws -> Credentials {
        var parameters = [
            (name: "Action", value: "AssumeRole"), (name: "Version", value: "2011-06-15"), (name: "RoleArn", value: role.arn),
            (name: "RoleSessionName", value: role.sessionName),
        ]
        if let externalID = role.externalID { parameters.append((name: "ExternalId", value: externalID)) }
        if let duration = role.duration { parameters.append((name: "DurationSeconds", value: String(duration))) }
        return try await sts("AssumeRole", parameters, role: role.arn, credentials: StaticCredentials(credentials))
    }

    /// Takes on a role with the token in a file, which is read each time since the platform exchanges it.
    func assumeRole(_ identity: WebIdentity) async throws -> Credentials {
        guard let token = try TextFile.read(identity.tokenPath) else {
            throw CredentialError(source: "web identity for \(identity.roleARN)", reason: "the token file \(identity.tokenPath) does not exist")
        }
        let parameters = [
            (name: "Action", value: "AssumeRoleWithWebIdentity"), (name: "Version", value: "2011-06-15"),
            (name: "RoleArn", value: identity.roleARN), (name: "RoleSessionName", value: identity.sessionName),
            (name: "WebIdentityToken", value: token.trimmingCharacters(in: .whitespacesAndNewlines)),
        ]
        return try await sts("AssumeRoleWithWebIdentity", parameters, role: identity.roleARN, credentials: nil)
    }

    /// Asks the SSO portal for the credentials of a role.
    func roleCredentials(_ account: SSOAccount, token: String) async throws -> Credentials {
        var request = AWSRequest(
            service: .sso, region: account.region, action: "GetRoleCredentials", method: .get, path: "/federation/credentials",
            query: [(name: "account_id", value: account.accountID), (name: "role_name", value: account.roleName)],
            headers: [(name: "x-amz-sso_bearer_token", value: token)])
        request.isSigned = false
        let reader = CredentialAnswer(source: account.source)
        let body: [UInt8]
        do { body = try await client(nil).send(request).body } catch { throw CredentialError(source: account.source, reason: "\(error)") }
        guard let answer = try reader.json(body)["roleCredentials"] else {
            throw CredentialError(source: account.source, reason: "the answer has no “roleCredentials”")
        }
        return Credentials(
            accessKeyID: try reader.text("accessKeyId", in: answer), secretAccessKey: try reader.text("secretAccessKey", in: answer),
            sessionToken: answer["sessionToken"]?.stringValue,
            expiration: answer["expiration"]?.integerValue.map { Date(timeIntervalSince1970: Double($0) / 1000) })
    }

    private func sts(
        _ action: String, _ parameters: [(name: String, value: String)], role: String, credentials: (any CredentialProvider)?
    ) async throws -> Credentials {
        let source = "\(action) of \(role)"
        var request = AWSRequest(
            service: .sts, region: region(for: role), action: action,
            headers: [(name: "content-type", value: "application/x-www-form-urlencoded; charset=utf-8")],
            body: .bytes(Array(URIEncoding.query(parameters).utf8)))
        request.isSigned = credentials != nil
        do {
            let answer = try await client(credentials).sendForXML(request)
            guard let found = answer["\(action)Result"]?["Credentials"], let id = found.text("AccessKeyId"),
                let secret = found.text("SecretAccessKey")
            else { throw CredentialError(source: source, reason: "the answer has no credentials") }
            return Credentials(
                accessKeyID: id, secretAccessKey: secret, sessionToken: found.text("SessionToken"),
                expiration: found.text("Expiration").flatMap(Timestamp.parse))
        } catch let error as AWSError {
            throw CredentialError(source: source, reason: "\(error)")
        }
    }

    /// The configured region, or the main one of the role's partition.
    private func region(for role: String) -> Region {
        let fields = role.split(separator: ":", omittingEmptySubsequences: false)
        let partition = (fields.count > 1 ? Partition.named(String(fields[1])) : nil) ?? .aws
        guard let region = settings.region, Partition.containing(region) == partition else { return partition.defaultRegion }
        return region
    }

    private func client(_ credentials: (any CredentialProvider)?) -> AWSClient {
        let none = StaticCredentials(Credentials(accessKeyID: "", secretAccessKey: ""))
        return AWSClient(
            configuration: AWSClientConfiguration(
                credentials: credentials ?? none, endpoints: settings.endpoints, http: http,
                retry: RetryPolicy(attempts: 5, deadline: .seconds(60))))
    }
}
