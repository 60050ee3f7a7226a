import Foundation
import HTTP
import TestSupport
import Testing

@testable import AWS

/// A host with AWS's shared files and one server that plays STS, SSO, the container endpoint and the instance metadata service.
struct CredentialChainTests {
    let folder: TemporaryFolder
    let server: LoopbackServer

    init() throws {
        folder = try TemporaryFolder()
        server = try LoopbackServer { CredentialChainTests.answer($0) }
    }

    static func answer(_ request: LoopbackServer.Request) -> LoopbackServer.Answer {
        let end = "2099-01-01T00:00:00Z"
        switch (request.method, request.target) {
        case ("PUT", "/latest/api/token"): return .text("imds-token")
        case ("GET", "/latest/meta-data/iam/security-credentials/") where request.headers["x-aws-ec2-metadata-token"] == "imds-token":
            return .text("my-role")
        case ("GET", "/latest/meta-data/iam/security-credentials/my-role") where request.headers["x-aws-ec2-metadata-token"] == "imds-token":
            return .text(#"{"Code":"Success","AccessKeyId":"INSTANCE","SecretAccessKey":"s","Token":"t","Expiration":"\#(end)"}"#)
        case ("GET", "/container") where request.headers["authorization"] == "container-token":
            return .text(#"{"AccessKeyId":"CONTAINER","SecretAccessKey":"s","Token":"t","Expiration":"\#(end)"}"#)
        case ("GET", "/federation/credentials?account_id=123456789012&role_name=Publisher")
        where request.headers["x-amz-sso_bearer_token"] == "sso-token" && request.headers["authorization"] == nil:
            return .text(
                #"{"roleCredentials":{"accessKeyId":"SSO","secretAccessKey":"s","sessionToken":"t","expiration":4070908800000}}"#)
        case ("POST", "/"): return sts(request)
        default: return .text("unexpected", status: 403)
        }
    }

    /// Answers with the role's name and who asked as the access key.
    private static func sts(_ request: LoopbackServer.Request) -> LoopbackServer.Answer {
        let fields = Dictionary(
            request.text.split(separator: "&").map { pair in
                let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                return (String(parts[0]), URIEncoding.decode(parts[1]))
            }, uniquingKeysWith: { $1 })
        let caller = request.headers["authorization"]?.firstMatch(of: /Credential=(\w+)/).map { String($0.1) } ?? fields["WebIdentityToken"] ?? ""
        let role = fields["RoleArn"]?.split(separator: "/").last ?? ""
        guard let action = fields["Action"], role != "Denied" else {
            return .text("<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>", status: 403)
        }
        return .text(
            """
            <\(action)Response><\(action)Result><Credentials><AccessKeyId>\(role)By\(caller)</AccessKeyId><SecretAccessKey>s</SecretAccessKey>
            <SessionToken>t</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></\(action)Result></\(action)Response>
            """)
    }

    /// Looks for credentials as on a host with these variables and files; only what is named here exists.
    func find(_ variables: [String: String] = [:], config: String = "", credentials: String = "", profile: String? = nil) async throws -> Credentials
    {
        try folder.write(config, to: ".aws/config")
        try folder.write(credentials, to: ".aws/credentials")
        let standard = [
            "AWS_ENDPOINT_URL": server.url, "AWS_EC2_METADATA_SERVICE_ENDPOINT": server.url, "PATH": "/usr/bin:/bin",
            "http_proxy": "http://127.0.0.1:1",
        ]
        let environment = AWSEnvironment(variables: standard.merging(variables) { $1 }, home: folder.path)
        return try await CredentialChain(settings: AWSSettings(environment: environment, profile: profile), http: HTTPClient()).credentials()
    }

    static let keys = ["AWS_ACCESS_KEY_ID": "VARIABLE", "AWS_SECRET_ACCESS_KEY": "s", "AWS_SESSION_TOKEN": "t"]
    static let profileKeys =
        "[default]\naws_access_key_id = PROFILE\naws_secret_access_key = s\n[role]\naws_access_key_id = BASE\naws_secret_access_key = s"
    static let role = "[profile role]\nrole_arn = arn:aws:iam::1:role/Role\nsource_profile = default"

    var container: [String: String] {
        ["AWS_CONTAINER_CREDENTIALS_FULL_URI": "\(server.url)/container", "AWS_CONTAINER_AUTHORIZATION_TOKEN": "container-token"]
    }

    @Test("variables go first, unless the caller named a profile; then the profile, the container, the instance")
    func order() async throws {
        let all = CredentialChainTests.keys.merging(container) { $1 }
        #expect(try await find(all, credentials: CredentialChainTests.profileKeys).accessKeyID == "VARIABLE")
        #expect(try await find(all, credentials: CredentialChainTests.profileKeys, profile: "default").accessKeyID == "PROFILE")
        #expect(try await find(container, credentials: CredentialChainTests.profileKeys).accessKeyID == "PROFILE")
        #expect(try await find(container).accessKeyID == "CONTAINER")
        #expect(try await find().accessKeyID == "INSTANCE")
        #expect(try await find(all).sessionToken == "t")
    }

    @Test("a role goes before web identity from variables, which goes before a profile's own keys")
    func roleOrder() async throws {
        let token = try folder.write("web-token\n", to: "token")
        let web = ["AWS_WEB_IDENTITY_TOKEN_FILE": token, "AWS_ROLE_ARN": "arn:aws:iam::1:role/Web"]
        let role = CredentialChainTests.role
        let keys = CredentialChainTests.profileKeys
        #expect(try await find(web, config: role, credentials: keys).accessKeyID == "WebByweb-token")
        #expect(try await find(web.merging(["AWS_PROFILE": "role"]) { $1 }, config: role, credentials: keys).accessKeyID == "RoleByPROFILE")
        let profile = "[profile web]\nrole_arn = arn:aws:iam::1:role/W\nweb_identity_token_file = \(token)\nrole_session_name = me"
        #expect(try await find(config: profile, profile: "web").accessKeyID == "WByweb-token")
        #expect(server.requests.last?.text.contains("RoleSessionName=me") == true)
        #expect(server.requests.last?.headers["authorization"] == nil)
    }

    @Test("a role is taken on with its options, signed for the role's partition")
    func assumeRole() async throws {
        let config = """
            [profile role]
            role_arn = arn:aws-cn:iam::1:role/Role
            source_profile = role
            external_id = a b
            duration_seconds = 900
            role_session_name = release
            """
        let found = try await find(config: config, credentials: CredentialChainTests.profileKeys, profile: "role")
        #expect(found.accessKeyID == "RoleByBASE")
        #expect(found.expiration == Date(timeIntervalSince1970: 4_070_908_800))
        let request = try #require(server.requests.last)
        for part in ["ExternalId=a%20b", "DurationSeconds=900", "RoleSessionName=release", "Action=AssumeRole&"] {
            #expect(request.text.contains(part))
        }
        #expect(request.headers["authorization"]?.contains("/cn-northwest-1/sts/aws4_request") == true)
    }

    @Test("roles can follow each other, and start from the variables, the container or the instance")
    func sources() async throws {
        let chain = CredentialChainTests.role + "\n[profile second]\nrole_arn = arn:aws:iam::1:role/Second\nsource_profile = role"
        let keys = "[default]\naws_access_key_id = PROFILE\naws_secret_access_key = s"
        #expect(try await find(config: chain, credentials: keys, profile: "second").accessKeyID == "SecondByRoleByPROFILE")
        for (place, expected) in [("Environment", "VARIABLE"), ("EcsContainer", "CONTAINER"), ("Ec2InstanceMetadata", "INSTANCE")] {
            let config = "[profile x]\nrole_arn = arn:aws:iam::1:role/Role\ncredential_source = \(place)"
            let variables = CredentialChainTests.keys.merging(container) { $1 }
            #expect(try await find(variables, config: config, profile: "x").accessKeyID == "RoleBy\(expected)")
        }
    }

    @Test(
        "a profile that cannot work is told with what is wrong",
        arguments: [
            ("role_arn = arn:aws:iam::1:role/R", "needs source_profile or credential_source"),
            ("role_arn = arn:aws:iam::1:role/R\nsource_profile = b\ncredential_source = Environment", "one is right"),
            ("role_arn = arn:aws:iam::1:role/R\nsource_profile = b", "is its own source: a → b → a"),
            ("role_arn = arn:aws:iam::1:role/R\nsource_profile = gone", "“gone”: is neither in"),
            ("role_arn = arn:aws:iam::1:role/R\ncredential_source = Nowhere", "Ec2InstanceMetadata would be right"),
            ("role_arn = arn:aws:iam::1:role/R\ncredential_source = EcsContainer", "there are no credentials there"),
            ("role_arn = arn:aws:iam::1:role/R\nsource_profile = keys\nmfa_serial = x", "MFA"),
            ("role_arn = arn:aws:iam::1:role/Denied\nsource_profile = keys", "AccessDenied: no"),
            ("aws_access_key_id = x", "no aws_secret_access_key"),
            ("sso_account_id = 1\nsso_role_name = r\nsso_session = s", "sso_start_url is needed in [sso-session s]"),
            ("sso_role_name = r", "sso_account_id is needed in the profile"),
            ("role_arn = arn:aws:iam::1:role/R\nsource_profile = a", "is its own source: a → a"),
            ("role_arn = arn:aws:iam::1:role/R\nsource_profile = keys\nrole_session_name = a b", "2 to 64 letters"),
            ("role_arn = arn:aws:iam::1:role/R\nsource_profile = keys\nduration_seconds = 1h", "duration_seconds is “1h”"),
            ("login_session = x", "run “aws login --profile a”"),
            ("sso_account_id = 1\nsso_role_name = r\nsso_start_url = u\nsso_region = us-east-1", "run “aws sso login --profile a”"),
            ("role_arn = arn:aws:iam::1:role/R\nweb_identity_token_file = /nonexistent", "/nonexistent does not exist"),
            ("credential_process = 'open", "quote"), ("credential_process = /nonexistent", "ended with"),
            ("credential_process = echo {}", "Version"), ("credential_process = echo hidden-secret", "not JSON"),
        ])
    func wrongProfiles(settings: String, reason: String) async throws {
        let config = """
            [profile a]
            \(settings)
            [profile b]
            role_arn = arn:aws:iam::1:role/R
            source_profile = a
            [profile keys]
            aws_access_key_id = KEYS
            aws_secret_access_key = hidden-secret
            """
        await #expect { try await find(config: config, profile: "a") } throws: {
            "\($0)".contains(reason) && !"\($0)".contains("hidden-secret")
        }
    }

    @Test("SSO uses the token that the login left in the cache, filed under the session or the start URL")
    func sso() async throws {
        let login = #"{"accessToken": "sso-token", "expiresAt": "2099-01-01T00:00:00Z"}"#
        // The SHA-1 of "corp" and of "https://corp.awsapps.com/start".
        try folder.write(login, to: ".aws/sso/cache/\(Fixtures.corp).json")
        try folder.write(login, to: ".aws/sso/cache/\(Fixtures.startURL).json")
        let config = """
            [profile session]
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
        for profile in ["session", "legacy"] {
            let found = try await find(config: config, profile: profile)
            #expect(found.accessKeyID == "SSO")
            #expect(found.expiration == Date(timeIntervalSince1970: 4_070_908_800))
        }
        try folder.write(login.replacing("2099", with: "2019"), to: ".aws/sso/cache/\(Fixtures.corp).json")
        await #expect { try await find(config: config, profile: "session") } throws: { "\($0)".contains("the login ended at 2019") }
    }

    private enum Fixtures {
        static let corp = "ee0bfd2552fbd840c02cc48b6e823320543c450f"
        static let startURL = "a51746d4aa793ae07b25e90c3a5db96fc7832bd7"
    }

    @Test("a program's answer is taken; it gets the environment, and its words without a shell")
    func process() async throws {
        let script = try folder.write(
            #"""
            #!/bin/sh
            printf '{"Version":1,"AccessKeyId":"%s","SecretAccessKey":"%s","SessionToken":"t","Expiration":"2099-01-01T00:00:00+00:00"}' "$1" "$TOLD"
            """#, to: "my program")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: script)
        let found = try await find(["TOLD": "told"], config: "[default]\ncredential_process = '~/my program' 'PRO CESS;'")
        #expect(found.accessKeyID == "PRO CESS;")
        #expect(found.secretAccessKey == "told")
        #expect(found.expiration == Date(timeIntervalSince1970: 4_070_908_800))
    }

    @Test("a program that hangs is killed with its children")
    func hangingProcess() async throws {
        let environment = AWSEnvironment(variables: ["PATH": "/usr/bin:/bin"])
        let naps = "1000.\(Int.random(in: 1_000_000..<9_999_999))"
        let provider = ProcessCredentials(
            command: "sh -c 'sleep \(naps) & sleep \(naps)'", profileName: "x", environment: environment, deadline: .milliseconds(500))
        await #expect { try await provider.credentials() } throws: { "\($0)".contains("took longer") }
        for _ in 0..<100 where ProcessList.commandLines(mentioning: naps) != [] { try await Task.sleep(for: .milliseconds(100)) }
        #expect(ProcessList.commandLines(mentioning: naps) == [])
    }

    @Test("a session is named by the profile, a variable, or this process, so that CloudTrail tells who it was")
    func sessionNames() async throws {
        let role = CredentialChainTests.role
        let keys = CredentialChainTests.profileKeys
        for (config, variables, expected) in [
            (role + "\nrole_session_name = mine", ["AWS_ROLE_SESSION_NAME": "other"], /RoleSessionName=mine(&|$)/),
            (role, ["AWS_ROLE_SESSION_NAME": "release@42"], /RoleSessionName=release%4042(&|$)/),
            (role, [:], /RoleSessionName=awspub-bot-\d{10}(&|$)/),
        ] {
            _ = try await find(variables, config: config, credentials: keys, profile: "role")
            #expect(server.requests.last?.text.firstMatch(of: expected) != nil)
        }
    }

    @Test("the token service is asked in the configured region, or in the main one of older settings")
    func stsRegion() async throws {
        for (settings, region) in [
            ("region = eu-west-3", "eu-west-3"), ("", "us-east-1"), ("region = eu-west-3\nsts_regional_endpoints = legacy", "us-east-1"),
            ("region = il-central-1\nsts_regional_endpoints = legacy", "il-central-1"), ("region = cn-north-1", "us-east-1"),
        ] {
            _ = try await find(config: "\(CredentialChainTests.role)\n\(settings)", credentials: CredentialChainTests.profileKeys, profile: "role")
            #expect(server.requests.last?.headers["authorization"]?.contains("/\(region)/sts/") == true)
        }
    }

    @Test("the instance is asked where the profile says; one that does not answer names the hop limit of containers")
    func instanceSettings() async throws {
        let variables = ["AWS_EC2_METADATA_SERVICE_ENDPOINT": ""]
        #expect(try await find(variables, config: "[default]\nec2_metadata_service_endpoint = \(server.url)").accessKeyID == "INSTANCE")
        let silent = try LoopbackServer { _ in .silence }
        await #expect { try await find(["AWS_EC2_METADATA_SERVICE_ENDPOINT": silent.url]) } throws: {
            "\($0)".contains("hop limit must be at least 2")
        }
    }

    @Test("half a pair of keys in the variables is an error")
    func partialVariables() async throws {
        await #expect { try await find(["AWS_ACCESS_KEY_ID": "x"]) } throws: { "\($0)".contains("AWS_SECRET_ACCESS_KEY is not") }
    }

    @Test("when there is nothing, all that was tried is named")
    func nothing() async throws {
        for variables in [["AWS_EC2_METADATA_DISABLED": "true"], ["AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:1"]] {
            await #expect { try await find(variables) } throws: { error in
                ["AWS_ACCESS_KEY_ID", folder.path, "AWS_CONTAINER_CREDENTIALS_FULL_URI", "instance metadata"].allSatisfy { "\(error)".contains($0) }
            }
        }
    }
}
