import AWS
import AWSPartition
import AWSSandbox
import ImageConfig
import TestSupport
import Testing

@testable import AWSPubEngine

/// Accounts as an operator names them.
struct AccountSettingsTests {
    private let folder: TemporaryFolder

    static let profiles = """
        [profile publisher]
        region = eu-west-1
        [profile publisher-cn]
        region = cn-north-1
        [profile nowhere]
        output = json
        """

    init() throws {
        folder = try TemporaryFolder()
        try folder.write(Self.profiles, to: ".aws/config")
    }

    private func account(_ settings: [AccountSettings], _ variables: [String: String] = [:]) throws -> AWSAccount {
        try AWSAccount(settings, environment: variables.merging(["HOME": folder.path]) { $1 })
    }

    @Test("each account has its own region, whatever the variables say of another partition")
    func regions() throws {
        let both = [AccountSettings(partition: "aws", profile: "publisher"), AccountSettings(partition: "aws-cn", profile: "publisher-cn")]
        #expect(try account(both, ["AWS_REGION": "us-west-2"]).starts == ["eu-west-1", "cn-north-1"])
        #expect(try account(both).partitions.map(\.id) == ["aws", "aws-cn"])
        #expect(try account([AccountSettings(partition: "aws-us-gov", profile: "nowhere")]).region == "us-gov-west-1")
        #expect(try account([AccountSettings(partition: "aws", profile: "nowhere")], ["AWS_REGION": "us-west-2"]).region == "us-west-2")
        #expect(try account([AccountSettings(partition: "aws-cn", profile: "publisher", region: "cn-northwest-1")]).region == "cn-northwest-1")
        #expect(try account([], ["AWS_REGION": "us-west-2"]).starts == ["us-west-2"])
    }

    @Test(
        "what does not fit is refused with a sentence",
        arguments: [
            (AccountSettings(partition: "aws-cn", profile: "publisher"), "the region of its profile “publisher” is eu-west-1, which is of aws"),
            (AccountSettings(partition: "aws", profile: "publisher", region: "cn-north-1"), "its region is cn-north-1, which is of aws-cn"),
            (AccountSettings(partition: "aws", profile: "missing"), "profile “missing”"),
            (AccountSettings(partition: "moon"), "there is no such partition"),
            (AccountSettings(partition: "aws", roleARN: "arn:aws-cn:iam::1:role/x"), "should begin with arn:aws:iam::"),
            (AccountSettings(partition: "aws", roleARN: "arn:aws:iam::1:role/x", sessionName: "a b"), "2 to 64 letters"),
        ])
    func refusals(settings: AccountSettings, reason: String) {
        #expect { try account([settings]) } throws: { "\($0)".contains(reason) }
    }

    @Test("a token of an identity provider opens a role in each account's partition")
    func webIdentity() async throws {
        let token = try folder.write("a.web.token", to: "token")
        try await withSandbox { sandbox in
            let variables = [
                "AWS_WEB_IDENTITY_TOKEN_FILE": token, "AWS_ROLE_ARN": "arn:aws:iam::123456789012:role/web", "AWS_ROLE_SESSION_NAME": "job-7",
                "AWS_ENDPOINT_URL": sandbox.endpoint, "AWS_REGION": "eu-west-1",
            ]
            let account = try account([AccountSettings(partition: "aws")], variables)
            let caller = try await account.client.callerIdentity(in: account.region)
            #expect(caller.arn == "arn:aws:sts::123456789012:assumed-role/web/job-7")
            #expect(sandbox.calls().map(\.action) == ["AssumeRoleWithWebIdentity", "GetCallerIdentity"])
        }
    }

    @Test("a role is taken on in its partition, with its session name")
    func role() async throws {
        var configuration = SandboxConfiguration()
        configuration.partition = "aws-cn"
        try await withSandbox(configuration) { sandbox in
            let role = AccountSettings(
                partition: "aws-cn", roleARN: "arn:aws-cn:iam::123456789012:role/publisher", externalID: "id", sessionName: "release")
            let account = try account(
                [role],
                [
                    "AWS_ACCESS_KEY_ID": SandboxConfiguration.accessKeyID, "AWS_SECRET_ACCESS_KEY": SandboxConfiguration.secretAccessKey,
                    "AWS_ENDPOINT_URL": sandbox.endpoint, "AWS_REGION": "us-east-1",
                ])
            let caller = try await account.client.callerIdentity(in: account.region)
            #expect(caller.arn == "arn:aws-cn:sts::123456789012:assumed-role/publisher/release")
            #expect(sandbox.calls().map(\.region) == ["cn-northwest-1", "cn-northwest-1"])
            #expect(sandbox.calls().first?.parameters["ExternalId"] == "id")
        }
    }
}
