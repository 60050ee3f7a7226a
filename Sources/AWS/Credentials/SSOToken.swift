import CanonicalJSON
import Digest
import Foundation

/// The token that a login with `aws sso login` left in its cache, renewed when its end is near.
struct SSOToken {
    let account: SSOAccount
    let home: String
    let services: CredentialServices
    var now: @Sendable () -> Date = { Date() }

    /// Time before the end from which on it is renewed: botocore's.
    private static let window: TimeInterval = 15 * 60

    private var path: String { "\(home)/.aws/sso/cache/\(SHA1.hex(account.cacheName)).json" }
    private var reader: CredentialAnswer { CredentialAnswer(source: "\(account.source), \(path)") }

    /// Returns a token that is good now.
    /// - Throws: `CredentialError` when there is none, or when its time has passed and it cannot be renewed.
    func current() async throws -> String {
        let cached = try read()
        let end = try end(of: cached)
        if end.timeIntervalSince(now()) > SSOToken.window { return try reader.text("accessToken", in: cached) }
        let failure: String
        do {
            if let token = try await renew(cached) { return token }
            failure = account.hasSession ? "it has nothing to renew it with" : "this form of login cannot be renewed; an sso-session can"
        } catch let error as AWSError {
            if error.kind == .cancelled { throw error }
            // Another program may have renewed it meanwhile, and so used up what it is renewed with.
            if let other = try? read(), other != cached, try self.end(of: other) > now() { return try reader.text("accessToken", in: other) }
            failure = "to renew it failed (\(error.code))"
        } catch let error as CredentialError {
            failure = "to renew it failed (\(error.source): \(error.reason))"
        }
        guard end > now() else {
            let time = cached["expiresAt"]?.stringValue ?? ""
            throw CredentialError(source: account.source, reason: "the login ended at \(time); \(failure); \(account.remedy)")
        }
        return try reader.text("accessToken", in: cached)
    }

    private func read() throws -> JSON {
        guard let text = try TextFile.read(path) else {
            throw CredentialError(source: account.source, reason: "nobody is logged in; \(account.remedy)")
        }
        return try reader.json(Array(text.utf8))
    }

    private func end(of cached: JSON) throws -> Date {
        let text = try reader.text("expiresAt", in: cached)
        guard let end = Timestamp.parse(text) else { throw CredentialError(source: reader.source, reason: "“\(text)” is not a time") }
        return end
    }

    /// Returns a new token and files it, nil when the login left nothing to get one with.
    private func renew(_ cached: JSON) async throws -> String? {
        guard account.hasSession, let clientID = cached["clientId"]?.stringValue, let secret = cached["clientSecret"]?.stringValue,
            let refresh = cached["refreshToken"]?.stringValue, let registered = cached["registrationExpiresAt"]?.stringValue,
            let registrationEnd = Timestamp.parse(registered), registrationEnd > now()
        else { return nil }
        let answer = try await services.refresh(
            .ssoOIDC, "CreateToken", in: account.region, path: "/token",
            [
                "clientId": .string(clientID), "clientSecret": .string(secret), "grantType": "refresh_token", "refreshToken": .string(refresh),
            ], source: account.source)
        let token = try CredentialAnswer(source: account.source).text("accessToken", in: answer)
        var renewed = cached.objectValue ?? [:]
        renewed["accessToken"] = .string(token)
        renewed["expiresAt"] = .string(Timestamp.text(now().addingTimeInterval(Double(answer["expiresIn"]?.integerValue ?? 0))))
        renewed["refreshToken"] = answer["refreshToken"] ?? .string(refresh)
        try SecretFile.write(JSON.object(renewed).canonicalText, to: path)
        return token
    }
}
