import CanonicalJSON
import Digest
import Foundation
import HTTP
import Subprocess
import Synchronization
import TestSupport
import Testing

@testable import AWS

/// Logins of people, `aws sso login` and `aws login`, that are renewed as long as they can be. The server plays the services behind them.
struct LoginTests {
    private let folder: TemporaryFolder
    private let server: LoopbackServer
    private let isRefusing = Refusal()

    /// Whether the server refuses to renew.
    private final class Refusal: Sendable {
        let value = Mutex(false)
    }

    private static let corp = "ee0bfd2552fbd840c02cc48b6e823320543c450f"
    private static let startURL = "a51746d4aa793ae07b25e90c3a5db96fc7832bd7"
    private static let config = """
        [profile session]
        sso_session = corp
        sso_account_id = 123456789012
        sso_role_name = Publisher
        [profile legacy]
        sso_start_url = https://corp.awsapps.com/start
        sso_region = us-east-1
        sso_account_id = 123456789012
        sso_role_name = Publisher
        [profile differs]
        sso_session = corp
        sso_region = eu-west-1
        sso_account_id = 123456789012
        sso_role_name = Publisher
        [profile person]
        login_session = arn:aws:iam::123456789012:user/person
        region = eu-west-1
        [sso-session corp]
        sso_start_url = https://corp.awsapps.com/start
        sso_region = us-east-1
        """

    init() throws {
        folder = try TemporaryFolder()
        server = try LoopbackServer { [isRefusing] request in LoginTests.answer(request, isRefusing: isRefusing.value.withLock { $0 }) }
        try folder.write(LoginTests.config, to: ".aws/config")
    }

    private static func answer(_ request: LoopbackServer.Request, isRefusing: Bool) -> LoopbackServer.Answer {
        let header = [("x-amzn-ErrorType", "InvalidGrantException:")]
        switch (request.method, request.target) {
        case ("GET", let target) where target.hasPrefix("/federation/credentials"):
            guard let token = request.headers["x-amz-sso_bearer_token"], token != "revoked" else {
                return .text(#"{"message":"Session token not found"}"#, status: 401, headers: [("x-amzn-ErrorType", "UnauthorizedException")])
            }
            return .text(#"{"roleCredentials":{"accessKeyId":"\#(token)","secretAccessKey":"s","sessionToken":"t","expiration":4070908800000}}"#)
        case ("POST", "/token"), ("POST", "/v1/token"):
            if isRefusing { return .text(#"{"error":"invalid_grant","error_description":"no more"}"#, status: 400, headers: header) }
            return request.target == "/token"
                ? .text(#"{"accessToken":"renewed","expiresIn":28800,"refreshToken":"next","tokenType":"Bearer"}"#)
                : .text(
                    #"{"accessToken":{"accessKeyId":"RENEWED","secretAccessKey":"s2","sessionToken":"t2"},"tokenType":"x","expiresIn":900,"refreshToken":"next"}"#
                )
        default: return .text("unexpected", status: 403)
        }
    }

    private func find(_ profile: String) async throws -> Credentials {
        let variables = ["AWS_ENDPOINT_URL": server.url, "AWS_EC2_METADATA_DISABLED": "true", "PATH": "/usr/bin:/bin"]
        let environment = AWSEnvironment(variables: variables, home: folder.path)
        return try await CredentialChain(settings: AWSSettings(environment: environment, profile: profile), http: HTTPClient()).credentials()
    }

    private func text(in minutes: Double) -> String { Timestamp.text(Date().addingTimeInterval(minutes * 60)) }

    private func cache(
        _ name: String = LoginTests.corp, token: String = "cached", minutes: Double, registered: String = "2099-01-01T00:00:00Z"
    ) throws -> String {
        try folder.write(
            """
            {"accessToken": "\(token)", "expiresAt": "\(text(in: minutes))", "clientId": "client", "clientSecret": "hidden-secret",
             "refreshToken": "first", "registrationExpiresAt": "\(registered)", "startUrl": "https://corp.awsapps.com/start", "region": "us-east-1"}
            """, to: ".aws/sso/cache/\(name).json")
    }

    private func json(_ path: String) throws -> JSON { try JSON(parsing: String(contentsOfFile: path, encoding: .utf8)) }

    @Test("a login that lasts is used as it is", arguments: ["session", "legacy"])
    func lasting(profile: String) async throws {
        _ = try cache(minutes: 60)
        _ = try cache(Self.startURL, minutes: 5)
        #expect(try await find(profile).accessKeyID == "cached")
        #expect(server.requests.count == 1)
    }

    @Test("a login near or past its end is renewed, and filed for other tools, readable by its owner only", arguments: [10.0, -60])
    func renewal(minutes: Double) async throws {
        let path = try cache(minutes: minutes)
        #expect(try await find("session").accessKeyID == "renewed")
        let request = try #require(server.requests.first)
        #expect(
            try JSON(parsing: request.text) == [
                "clientId": "client", "clientSecret": "hidden-secret", "grantType": "refresh_token", "refreshToken": "first",
            ])
        #expect(request.headers["authorization"] == nil)
        let filed = try json(path)
        #expect(filed["accessToken"] == "renewed")
        #expect(filed["refreshToken"] == "next")
        #expect(filed["startUrl"] == "https://corp.awsapps.com/start")
        let end = try #require(filed["expiresAt"]?.stringValue.flatMap(Timestamp.parse))
        #expect((28_700...28_900).contains(end.timeIntervalSinceNow))
        #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path(".aws/sso/cache")).count == 1)
    }

    @Test("a login that cannot be renewed serves until its end, and then says what to do")
    func refusal() async throws {
        isRefusing.value.withLock { $0 = true }
        _ = try cache(minutes: 10)
        #expect(try await find("session").accessKeyID == "cached")
        _ = try cache(minutes: -1)
        await #expect { try await find("session") } throws: { error in
            ["the login ended at", "InvalidGrantException", "run “aws sso login --profile session”"].allSatisfy { "\(error)".contains($0) }
                && !"\(error)".contains("hidden-secret")
        }
    }

    @Test(
        "what ends a login for good is told",
        arguments: [
            ("legacy", "cached", "2099-01-01T00:00:00Z", "this form of login cannot be renewed"),
            ("session", "cached", "2020-01-01T00:00:00Z", "nothing to renew it with"),
            ("differs", "cached", "2099-01-01T00:00:00Z", "sso_region is another in the profile than in [sso-session corp]"),
        ])
    func over(profile: String, token: String, registered: String, reason: String) async throws {
        for name in [Self.corp, Self.startURL] { _ = try cache(name, token: token, minutes: -1, registered: registered) }
        await #expect { try await find(profile) } throws: { "\($0)".contains(reason) }
    }

    @Test("a token that the portal does not take any more says what to do")
    func revoked() async throws {
        _ = try cache(token: "revoked", minutes: 60)
        await #expect { try await find("session") } throws: { "\($0)".contains("not valid any more; run “aws sso login --profile session”") }
    }

    // MARK: aws login

    private func logIn(minutes: Double, key: String) throws -> String {
        let login: JSON = [
            "accessToken": [
                "accessKeyId": "CACHED", "secretAccessKey": "s", "sessionToken": "t", "accountId": "123456789012",
                "expiresAt": .string(text(in: minutes)),
            ],
            "refreshToken": "first", "clientId": "client", "dpopKey": .string(key), "idToken": "id",
        ]
        let name = SHA256.digest("arn:aws:iam::123456789012:user/person").hex
        return try folder.write(login.canonicalText, to: ".aws/login/cache/\(name).json")
    }

    private func openssl(_ arguments: [String]) async throws -> (isSuccess: Bool, output: String) {
        let result = try await Subprocess.run(
            .name("openssl"), arguments: Arguments(arguments), output: .string(limit: 1 << 16), error: .string(limit: 1 << 16))
        return (result.terminationStatus.isSuccess, result.standardOutput + result.standardError)
    }

    @Test("the credentials of a login are used, renewed near their end with a proof that OpenSSL verifies, and filed")
    func login() async throws {
        let keyPath = folder.path("key.pem")
        #expect(try await openssl(["ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", keyPath]).isSuccess)
        let key = try String(contentsOfFile: keyPath, encoding: .utf8)
        _ = try logIn(minutes: 10, key: key)
        #expect(try await find("person").accessKeyID == "CACHED")
        #expect(server.requests.isEmpty)
        let path = try logIn(minutes: 2, key: key)
        let found = try await find("person")
        #expect(found.accessKeyID == "RENEWED")
        #expect(found.sessionToken == "t2")
        let request = try #require(server.requests.first)
        #expect(try JSON(parsing: request.text) == ["clientId": "client", "grantType": "refresh_token", "refreshToken": "first"])
        try await verify(try #require(request.headers["dpop"]), key: keyPath)
        let filed = try json(path)
        #expect(filed["refreshToken"] == "next")
        #expect(filed["accessToken"]?["accessKeyId"] == "RENEWED")
        #expect(filed["accessToken"]?["accountId"] == "123456789012")
        #expect(filed["idToken"] == "id")
        #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)
    }

    @Test("a login that is over, or was never there, says what to do")
    func noLogin() async throws {
        await #expect { try await find("person") } throws: { "\($0)".contains("nobody is logged in; run “aws login --profile person”") }
        _ = try logIn(minutes: 2, key: "none")
        #expect(try await find("person").accessKeyID == "CACHED")
        _ = try logIn(minutes: -1, key: "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n")
        await #expect { try await find("person") } throws: { "\($0)".contains("dpopKey is not a private key") && !"\($0)".contains("AAAA") }
    }

    /// Checks a proof's claims, and its signature with OpenSSL.
    private func verify(_ proof: String, key: String) async throws {
        let parts = proof.split(separator: ".").map(String.init)
        try #require(parts.count == 3)
        let header = try JSON(parsing: Array(Self.data(parts[0])))
        let payload = try JSON(parsing: Array(Self.data(parts[1])))
        #expect(header["alg"] == "ES256" && header["typ"] == "dpop+jwt" && header["jwk"]?["crv"] == "P-256")
        #expect(payload["htm"] == "POST" && payload["htu"] == .string("\(server.url)/v1/token") && payload["jti"] != nil)
        let raw = [UInt8](Self.data(parts[2]))
        try #require(raw.count == 64)
        let numbers = [raw.prefix(32), raw.suffix(32)].flatMap { number in
            let digits = Array(number.drop { $0 == 0 })
            let positive = (digits.first ?? 0) >= 0x80 ? [0] + digits : digits
            return [2, UInt8(positive.count)] + positive
        }
        let signature = try folder.write(Data([0x30, UInt8(numbers.count)] + numbers), to: "signature")
        let message = try folder.write("\(parts[0]).\(parts[1])", to: "message")
        #expect(try await openssl(["dgst", "-sha256", "-prverify", key, "-signature", signature, message]).output.contains("Verified OK"))
        let point = Self.data(header["jwk"]?["x"]?.stringValue ?? "") + Self.data(header["jwk"]?["y"]?.stringValue ?? "")
        let text = try await openssl(["ec", "-in", key, "-text", "-noout"]).output.filter { $0.isHexDigit || $0.isNewline }
        #expect(text.replacing("\n", with: "").contains(point.map { String(format: "%02x", $0) }.joined()))
    }

    private static func data(_ text: String) -> Data {
        let base64 = text.replacing("-", with: "+").replacing("_", with: "/")
        return Data(base64Encoded: base64 + String(repeating: "=", count: (4 - base64.count % 4) % 4)) ?? Data()
    }
}
