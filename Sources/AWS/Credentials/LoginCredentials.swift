import AWSPartition
import CanonicalJSON
import Digest
import Foundation

/// Credentials of somebody who logged in with `aws login`, renewed when their end is near.
///
/// The form is botocore's `LoginProvider` (1.44): a file named by the SHA-256 of the session, with the credentials, a token to renew them, and the
/// key that each renewal is signed with (DPoP, RFC 9449).
struct LoginCredentials: CredentialProvider {
    let session: String
    let profileName: String
    let settings: AWSSettings
    let services: CredentialServices
    var now: @Sendable () -> Date = { Date() }

    /// Time before the end from which on they are renewed: botocore's.
    private static let window: TimeInterval = 5 * 60

    private var source: String { "login for profile “\(profileName)”" }
    private var remedy: String { "run “aws login --profile \(profileName)”" }

    private var path: String {
        let standard = "\(settings.environment.home)/.aws/login/cache"
        let folder = settings.environment["AWS_LOGIN_CACHE_DIRECTORY"].map(settings.environment.expanded) ?? standard
        return "\(folder)/\(SHA256.digest(session).hex).json"
    }

    func credentials() async throws -> Credentials {
        let cached = try read()
        let found = try credentials(in: cached)
        if let end = found.expiration, end.timeIntervalSince(now()) > LoginCredentials.window { return found }
        do {
            return try await renew(cached)
        } catch let error as AWSError {
            if error.kind == .cancelled { throw error }
            if let end = found.expiration, end > now() { return found }
            // Another program may have renewed them meanwhile.
            if let other = try? credentials(in: read()), other != found { return other }
            throw CredentialError(source: source, reason: "the login is over (\(error.code): \(error.message)); \(remedy)")
        } catch let error as CredentialError {
            guard let end = found.expiration, end > now() else { throw error }
            return found
        }
    }

    private func read() throws -> JSON {
        guard let text = try TextFile.read(path) else { throw CredentialError(source: source, reason: "nobody is logged in; \(remedy)") }
        return try CredentialAnswer(source: "\(source), \(path)").json(Array(text.utf8))
    }

    private func credentials(in cached: JSON) throws -> Credentials {
        let reader = CredentialAnswer(source: "\(source), \(path)")
        let access = cached["accessToken"] ?? .null
        guard let end = Timestamp.parse(try reader.text("expiresAt", in: access)) else {
            throw CredentialError(source: reader.source, reason: "expiresAt is not a time")
        }
        return Credentials(
            accessKeyID: try reader.text("accessKeyId", in: access), secretAccessKey: try reader.text("secretAccessKey", in: access),
            sessionToken: try reader.text("sessionToken", in: access), expiration: end)
    }

    private func renew(_ cached: JSON) async throws -> Credentials {
        let reader = CredentialAnswer(source: "\(source), \(path)")
        let key = try key(in: cached)
        let region = cached["signInRegion"]?.stringValue.map(Region.init(_:)) ?? settings.region ?? Partition.aws.defaultRegion
        let body: JSON = [
            "clientId": .string(try reader.text("clientId", in: cached)), "grantType": "refresh_token",
            "refreshToken": .string(try reader.text("refreshToken", in: cached)),
        ]
        let answer = try await services.refresh(.signIn, "CreateOAuth2Token", in: region, path: "/v1/token", body, source: source) { url in
            [(name: "dpop", value: try proof(with: key, url: url))]
        }
        var access = (cached["accessToken"]?.objectValue ?? [:]).merging(answer["accessToken"]?.objectValue ?? [:]) { $1 }
        access["expiresAt"] = .string(Timestamp.text(now().addingTimeInterval(Double(answer["expiresIn"]?.integerValue ?? 0))))
        var renewed = cached.objectValue ?? [:]
        renewed["accessToken"] = .object(access)
        renewed["refreshToken"] = answer["refreshToken"] ?? renewed["refreshToken"]
        let credentials = try credentials(in: .object(renewed))
        try SecretFile.write(JSON.object(renewed).canonicalText, to: path)
        return credentials
    }

    private func key(in cached: JSON) throws -> ES256Key {
        let pem = try CredentialAnswer(source: "\(source), \(path)").text("dpopKey", in: cached)
        let base64 = pem.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("-----") }.joined()
        guard let der = Data(base64Encoded: base64), let key = ES256Key(der: Array(der)) else {
            throw CredentialError(source: "\(source), \(path)", reason: "dpopKey is not a private key on P-256; \(remedy)")
        }
        return key
    }

    /// Proves that the one who renews has the key: a JSON Web Token about this call.
    private func proof(with key: ES256Key, url: String) throws -> String {
        let (x, y) = key.publicPoint
        let header: JSON = [
            "typ": "dpop+jwt", "alg": "ES256",
            "jwk": ["kty": "EC", "crv": "P-256", "x": .string(Base64URL.text(x)), "y": .string(Base64URL.text(y))],
        ]
        let payload: JSON = [
            "htm": "POST", "htu": .string(url), "iat": .integer(Int(now().timeIntervalSince1970)), "jti": .string(UUID().uuidString.lowercased()),
        ]
        let text = [header, payload].map { Base64URL.text(Array($0.canonicalText.utf8)) }.joined(separator: ".")
        guard let signature = key.signature(of: Array(text.utf8)) else {
            throw CredentialError(source: source, reason: "the renewal cannot be signed")
        }
        return "\(text).\(Base64URL.text(signature))"
    }
}

/// Base 64 as it stands in URLs and JSON Web Tokens (RFC 7515).
enum Base64URL {
    static func text(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
