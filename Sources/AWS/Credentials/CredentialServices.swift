import AWSPartition
import CanonicalJSON
import Foundation
import HTTP

/// The calls to AWS that end in credentials.
struct CredentialServices: Sendable {
    let settings: AWSSettings
    let http: HTTPClient

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
    func roleCredentials(_ account: SSOAccount) async throws -> Credentials {
        let token = try await SSOToken(account: account, home: settings.environment.home, services: self).current()
        var request = AWSRequest(
            service: .sso, region: account.region, action: "GetRoleCredentials", method: .get, path: "/federation/credentials",
            query: [(name: "account_id", value: account.accountID), (name: "role_name", value: account.roleName)],
            headers: [(name: "x-amz-sso_bearer_token", value: token)])
        request.isSigned = false
        let reader = CredentialAnswer(source: account.source)
        let body: [UInt8]
        do {
            body = try await client(nil).send(request).body
        } catch {
            let isLoggedOut = error.status == 401 || error.code == "UnauthorizedException"
            throw CredentialError(source: account.source, reason: isLoggedOut ? "the login is not valid any more; \(account.remedy)" : "\(error)")
        }
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

    /// Trades a token that refreshes for new ones.
    /// - Parameter headers: made for the address of the call.
    /// - Throws: `AWSError`, or `CredentialError` for an answer that is no JSON.
    func refresh(
        _ service: AWSService, _ action: String, in region: Region, path: String, _ body: JSON, source: String,
        headers: (_ url: String) throws -> [(name: String, value: String)] = { _ in [] }
    ) async throws -> JSON {
        var request = AWSRequest(
            service: service, region: region, action: action, path: path, headers: [(name: "content-type", value: "application/json")],
            body: .bytes(Array(body.canonicalText.utf8)), repetition: .onlyIfNotProcessed)
        request.isSigned = false
        let endpoint = try settings.endpoints.resolve(request)
        request.headers += try headers("\(endpoint.scheme)://\(endpoint.authority)\(endpoint.path)")
        return try CredentialAnswer(source: source).json(try await client(nil).send(request).body)
    }

    /// The configured region, or the main one of the role's partition.
    private func region(for role: String) -> Region {
        let fields = role.split(separator: ":", omittingEmptySubsequences: false)
        let partition = (fields.count > 1 ? Partition.named(String(fields[1])) : nil) ?? .aws
        guard let region = settings.region, Partition.containing(region) == partition else { return partition.defaultRegion }
        return settings.endpoints.variant.contains(.globalSTS) && CredentialServices.globalRegions.contains(region) ? "us-east-1" : region
    }

    /// The regions that `sts_regional_endpoints = legacy` means (botocore's `endpoint-rule-set` of STS).
    private static let globalRegions: Set<Region> = [
        "ap-northeast-1", "ap-south-1", "ap-southeast-1", "ap-southeast-2", "ca-central-1", "eu-central-1", "eu-north-1", "eu-west-1",
        "eu-west-2", "eu-west-3", "sa-east-1", "us-east-1", "us-east-2", "us-west-1", "us-west-2",
    ]

    private func client(_ credentials: (any CredentialProvider)?) -> AWSClient {
        let none = StaticCredentials(Credentials(accessKeyID: "", secretAccessKey: ""))
        return AWSClient(
            configuration: AWSClientConfiguration(
                credentials: credentials ?? none, endpoints: settings.endpoints, http: http,
                retry: RetryPolicy(attempts: 5, deadline: .seconds(60))))
    }
}
