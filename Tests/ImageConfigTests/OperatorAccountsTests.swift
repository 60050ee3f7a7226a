import ImageConfig
import Testing

/// The accounts in a daemon's settings.
struct OperatorAccountsTests {
    private func accounts(_ aws: String) throws -> [AccountSettings] {
        let text = "state_dir: /s\nrepositories:\n  - name: images\n    url: /r\n    aws: \(aws)\n"
        let file = NamedText(name: "settings.yaml", bytes: Array(text.utf8))
        return try OperatorSettings(file, forges: ["github"], apis: ["github", "gitlab", "gitea"]).repositories[0].accounts
    }

    @Test("each partition has a profile, a role, or what the environment says")
    func read() throws {
        #expect(try accounts("{aws: {profile: publisher}}") == [AccountSettings(partition: "aws", profile: "publisher")])
        #expect(
            try accounts(
                "{aws: {}, aws-cn: {profile: cn, region: cn-north-1, role_arn: 'arn:aws-cn:iam::1:role/x', external_id: e, session_name: s}}"
            )
            .sorted { $0.partition < $1.partition } == [
                AccountSettings(partition: "aws"),
                AccountSettings(
                    partition: "aws-cn", profile: "cn", region: "cn-north-1", roleARN: "arn:aws-cn:iam::1:role/x", externalID: "e",
                    sessionName: "s"),
            ])
        #expect(try accounts("{}") == [])
    }

    @Test("an unknown partition or key is told", arguments: ["{aws-china: {profile: x}}", "{aws: {profil: x}}", "{aws: publisher}"])
    func wrong(aws: String) {
        #expect(throws: ConfigProblems.self) { try accounts(aws) }
    }
}
