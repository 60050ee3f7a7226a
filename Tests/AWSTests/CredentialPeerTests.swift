import CanonicalJSON
import Digest
import Foundation
import HTTP
import Subprocess
import TestSupport
import Testing

@testable import AWS

/// The same files and variables lead botocore and this project to the same credentials.
struct CredentialPeerTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        var variables: [String: String] = [:]
        var config = ""
        var credentials = ""
        var profile: String?
        var fails = false

        var testDescription: String { name }
    }

    static let keys = CredentialChainTests.keys
    static let web = ["AWS_WEB_IDENTITY_TOKEN_FILE": "TOKEN", "AWS_ROLE_ARN": "arn:aws:iam::123456789012:role/Web"]
    static let container = ["AWS_CONTAINER_CREDENTIALS_FULL_URI": "SERVER/container", "AWS_CONTAINER_AUTHORIZATION_TOKEN": "container-token"]

    static func pair(_ name: String, _ id: String, _ more: String = "") -> String {
        "[\(name)]\naws_access_key_id = \(id)\naws_secret_access_key = s\n\(more)\n"
    }

    static func role(_ name: String, _ settings: String) -> String {
        "[profile \(name)]\nrole_arn = arn:aws:iam::123456789012:role/\(name)\n\(settings)\n"
    }

    static let process = "credential_process = PROGRAM\n"
    static let sso = """
        [profile sso]
        sso_session = corp
        sso_account_id = 123456789012
        sso_role_name = Publisher
        [profile legacy]
        sso_start_url = https://corp.awsapps.com/start
        sso_region = us-east-1
        sso_account_id = 123456789012
        sso_role_name = Publisher
        [sso-session corp]
        sso_start_url = https://corp.awsapps.com/start
        sso_region = us-east-1

        """

    static let cases: [Case] = [
        Case(name: "variables", variables: keys, credentials: pair("default", "FILE")),
        Case(name: "a named profile", variables: keys, credentials: pair("default", "FILE"), profile: "default"),
        Case(name: "both names of the token", variables: keys.merging(["AWS_SECURITY_TOKEN": "older"]) { $1 }),
        Case(name: "both names of the token in a file", credentials: pair("default", "FILE", "aws_session_token = a\naws_security_token = b")),
        Case(name: "half a pair", variables: ["AWS_ACCESS_KEY_ID": "x"], fails: true),
        Case(name: "keys in both files", config: pair("default", "CONFIG"), credentials: pair("default", "FILE")),
        Case(name: "a token in the other file", config: "[default]\naws_session_token = t\n", credentials: pair("default", "FILE")),
        Case(name: "keys in the credentials file and a program", config: "[default]\n" + process, credentials: pair("default", "FILE")),
        Case(name: "keys in the config file and a program", config: pair("default", "CONFIG", process)),
        Case(
            name: "a role of a profile", config: role("a", "source_profile = b"), credentials: pair("b", "BASE"), profile: "a"),
        Case(
            name: "a source with keys and a role", config: role("a", "source_profile = b") + role("b", "source_profile = c"),
            credentials: pair("b", "BASE") + pair("c", "OTHER"), profile: "a"),
        Case(name: "its own source", config: role("a", "source_profile = a"), credentials: pair("a", "OWN"), profile: "a"),
        Case(name: "its own source without keys", config: role("a", "source_profile = a"), profile: "a", fails: true),
        Case(
            name: "a chain of roles", config: role("a", "source_profile = b") + role("b", "source_profile = c"), credentials: pair("c", "BASE"),
            profile: "a"),
        Case(name: "a circle", config: role("a", "source_profile = b") + role("b", "source_profile = a"), profile: "a", fails: true),
        Case(name: "a source that is not there", config: role("a", "source_profile = gone"), profile: "a", fails: true),
        Case(name: "a source with SSO", config: role("a", "source_profile = sso") + sso, profile: "a"),
        Case(name: "a source with a program", config: role("a", "source_profile = b") + "[profile b]\n" + process, profile: "a"),
        Case(name: "a source in the variables", variables: keys, config: role("a", "credential_source = Environment"), profile: "a"),
        Case(name: "a source in the container", variables: container, config: role("a", "credential_source = EcsContainer"), profile: "a"),
        Case(name: "a source in the instance", config: role("a", "credential_source = Ec2InstanceMetadata"), profile: "a"),
        Case(name: "an unknown source", config: role("a", "credential_source = ec2instancemetadata"), profile: "a", fails: true),
        Case(name: "web identity", variables: web, credentials: pair("default", "FILE")),
        Case(name: "web identity and a role", variables: web, config: role("default", "source_profile = b"), credentials: pair("b", "BASE")),
        Case(name: "web identity of a profile", variables: web, config: role("a", "web_identity_token_file = TOKEN"), profile: "a"),
        Case(
            name: "a token in the variables for a role in the profile", variables: ["AWS_WEB_IDENTITY_TOKEN_FILE": "TOKEN"],
            config: "[default]\nrole_arn = arn:aws:iam::123456789012:role/Own\nweb_identity_token_file = /nonexistent\n"),
        Case(name: "a token without a role", variables: ["AWS_WEB_IDENTITY_TOKEN_FILE": "TOKEN"], fails: true),
        Case(name: "SSO", config: sso, profile: "sso"), Case(name: "SSO in the older form", config: sso, profile: "legacy"),
        Case(name: "SSO before keys", config: sso, credentials: pair("sso", "FILE"), profile: "sso"),
        Case(name: "half of SSO", config: "[profile a]\nsso_role_name = Publisher\n", profile: "a", fails: true),
        Case(name: "the container", variables: container), Case(name: "the instance"),
        Case(name: "no instance", variables: ["AWS_EC2_METADATA_DISABLED": "true"], fails: true),
    ]

    private static func answer(_ request: LoopbackServer.Request) -> LoopbackServer.Answer {
        guard request.target.hasPrefix("/federation/credentials"), request.headers["x-amz-sso_bearer_token"] == "sso-token" else {
            return CredentialChainTests.answer(request)
        }
        return .text(#"{"roleCredentials":{"accessKeyId":"SSO","secretAccessKey":"s","sessionToken":"t","expiration":4070908800000}}"#)
    }

    private static let script = """
        import json, os, sys
        import botocore.session
        found = []
        for case in json.load(open(sys.argv[1])):
            os.environ.clear()
            os.environ.update(case["variables"])
            try:
                keys = botocore.session.Session(profile=case["profile"]).get_credentials()
                keys = keys and keys.get_frozen_credentials()
                found.append([keys.access_key, keys.token] if keys else None)
            except Exception as error:
                found.append(None)
        print(json.dumps(found))
        """

    @Test("botocore finds the same credentials in all of these places")
    func sameAsBotocore() async throws {
        let folder = try TemporaryFolder()
        let server = try LoopbackServer { Self.answer($0) }
        let login = #"{"accessToken": "sso-token", "expiresAt": "2099-01-01T00:00:00Z", "region": "us-east-1"}"#
        for name in ["corp", "https://corp.awsapps.com/start"] { try folder.write(login, to: ".aws/sso/cache/\(SHA1.hex(name)).json") }
        let token = try folder.write("web-token", to: "token")
        let program = try folder.write(#"{"Version": 1, "AccessKeyId": "PROGRAM", "SecretAccessKey": "s"}"#, to: "answer")
        func fill(_ text: String) -> String {
            text.replacing("TOKEN\n", with: "\(token)\n").replacing("= PROGRAM", with: "= cat \(program)").replacing("SERVER", with: server.url)
        }
        let documents = try Self.cases.enumerated().map { index, item -> JSON in
            let variables = item.variables.mapValues { $0 == "TOKEN" ? token : fill($0) }.merging([
                "AWS_CONFIG_FILE": try folder.write(fill(item.config), to: "\(index)/config"),
                "AWS_SHARED_CREDENTIALS_FILE": try folder.write(item.credentials, to: "\(index)/credentials"),
                "AWS_ENDPOINT_URL": server.url, "AWS_EC2_METADATA_SERVICE_ENDPOINT": server.url, "AWS_DEFAULT_REGION": "us-east-1",
                "HOME": folder.path, "PATH": "/usr/bin:/bin",
            ]) { $1 }
            return ["variables": .strings(variables), "profile": .optional(item.profile)]
        }
        let theirs = try await botocore(folder.write(JSON.array(documents).canonicalText, to: "cases.json"), home: folder.path)
        for (index, item) in Self.cases.enumerated() {
            let variables = (documents[index]["variables"]?.objectValue ?? [:]).compactMapValues(\.stringValue)
            let ours = await find(AWSEnvironment(variables: variables), profile: item.profile)
            #expect(theirs[index] ?? .null == ours, "\(item.name)")
            #expect((ours == .null) == item.fails, "\(item.name)")
        }
    }

    private func find(_ environment: AWSEnvironment, profile: String?) async -> JSON {
        do {
            let chain = CredentialChain(settings: try AWSSettings(environment: environment, profile: profile), http: HTTPClient())
            let found = try await chain.credentials()
            return [.string(found.accessKeyID), .optional(found.sessionToken)]
        } catch {
            return .null
        }
    }

    private func botocore(_ cases: String, home: String) async throws -> JSON {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let result = try await Subprocess.run(
            .name("timeout"),
            arguments: ["--kill-after=5", "240", root.appending(path: ".venv/bin/python").path, "-c", Self.script, cases],
            environment: .custom(["PATH": "/usr/bin:/bin", "HOME": home]), output: .string(limit: 1 << 20), error: .string(limit: 1 << 20))
        #expect(result.terminationStatus.isSuccess, "\(result.standardError)")
        return try JSON(parsing: result.standardOutput)
    }
}
