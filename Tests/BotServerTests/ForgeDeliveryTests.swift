import BotServer
import Foundation
import Subprocess
import Testing

/// Deliveries as the forges document them, signed by a program that nobody here wrote.
struct ForgeDeliveryTests {
    /// What a forge sends: the headers of its documentation, in which `SIGNATURE` stands for the hex HMAC-SHA256 of the body.
    struct Delivery: Sendable, CustomTestStringConvertible {
        let forge: WebhookForge
        let headers: [String: String]
        let body: String
        var testDescription: String { forge.rawValue }
    }

    static let deliveries = [
        // https://docs.github.com/webhooks/webhook-events-and-payloads
        Delivery(
            forge: .github,
            headers: [
                "X-GitHub-Delivery": "72d3162e-cc78-11e3-81ab-4c9367dc0958", "X-Hub-Signature-256": "sha256=SIGNATURE",
                "X-Hub-Signature": "sha1=7d38cdd689735b008b3c702edd92eea23791c5f6", "User-Agent": "GitHub-Hookshot/044aadd",
                "Content-Type": "application/json", "X-GitHub-Event": "push", "X-GitHub-Hook-ID": "292430182",
            ], body: #"{"ref":"refs/heads/main","repository":{"id":1296269,"full_name":"octocat/Hello-World"}}"#),
        Delivery(
            forge: .github,
            headers: [
                "X-Hub-Signature-256": "sha256=SIGNATURE", "X-GitHub-Event": "push", "Content-Type": "application/x-www-form-urlencoded",
            ], body: "payload=%7B%22ref%22%3A%22refs%2Fheads%2Fmain%22%7D"),
        // https://docs.gitea.com/usage/webhooks
        Delivery(
            forge: .gitea,
            headers: [
                "X-GitHub-Delivery": "f6266f16-1bf3-46a5-9ea4-602e06ead473", "X-GitHub-Event": "push", "X-Gogs-Event": "push",
                "X-Gitea-Delivery": "f6266f16-1bf3-46a5-9ea4-602e06ead473", "X-Gitea-Event": "push", "X-Gitea-Signature": "SIGNATURE",
                "Content-Type": "application/json",
            ],
            body:
                #"{"ref":"refs/heads/develop","before":"28e1879d029cb852e4844d9c718537df08844e03","after":"bffeb74224043ba2feb48d137756c8a9331c449a"}"#
        ),
        // https://forgejo.org/docs/latest/user/webhooks
        Delivery(
            forge: .forgejo,
            headers: [
                "X-Forgejo-Delivery": "f6266f16-1bf3-46a5-9ea4-602e06ead473", "X-Forgejo-Event": "push", "X-GitHub-Event": "push",
                "X-Gitea-Event": "push", "X-Forgejo-Signature": "SIGNATURE", "X-Gitea-Signature": "SIGNATURE", "Content-Type": "application/json",
            ],
            body:
                #"{"ref":"refs/heads/develop","before":"28e1879d029cb852e4844d9c718537df08844e03","after":"bffeb74224043ba2feb48d137756c8a9331c449a"}"#
        ),
        // https://support.atlassian.com/bitbucket-cloud/docs/event-payloads
        Delivery(
            forge: .bitbucket,
            headers: ["X-Event-Key": "repo:push", "X-Hook-UUID": "1", "X-Hub-Signature": "sha256=SIGNATURE", "Content-Type": "application/json"],
            body: #"{"push":{"changes":[{"new":{"type":"branch","name":"main"}}]}}"#),
        // https://confluence.atlassian.com/bitbucketserver/event-payload-938025882.html
        Delivery(
            forge: .bitbucketServer,
            headers: ["X-Event-Key": "repo:refs_changed", "X-Hub-Signature": "sha256=SIGNATURE", "Content-Type": "application/json; charset=utf-8"],
            body: #"{"eventKey":"repo:refs_changed","changes":[{"ref":{"id":"refs/heads/master"},"type":"UPDATE"}]}"#),
    ]

    private static func signature(of body: String, secret: String) async throws -> String {
        let result = try await Subprocess.run(
            .name("openssl"), arguments: ["dgst", "-sha256", "-r", "-hmac", secret], input: .string(body), output: .string(limit: 1000),
            error: .discarded)
        return String(result.standardOutput.prefix(64))
    }

    @Test("the delivery is taken, also with the previous secret, and a changed one is not", arguments: deliveries)
    func delivery(_ delivery: Delivery) async throws {
        try await RunningServer.with(forge: delivery.forge, secrets: ["now", "before"]) { server in
            for (secret, body, status) in [("other", delivery.body, 401), ("before", delivery.body, 202), ("now", delivery.body + " ", 202)] {
                let signature = try await Self.signature(of: body, secret: secret)
                let headers = delivery.headers.mapValues { $0.replacing("SIGNATURE", with: signature) }
                try await expect(server.deliver(body, headers: headers), is: status)
                try await expect(server.deliver(body + "  ", headers: headers), is: 401)
            }
            #expect(server.wakes.count == 2)
        }
    }

    /// From “Manage webhooks” of Bitbucket Cloud: the secret is GitHub's example too.
    @Test("the test values that Bitbucket publishes are right")
    func bitbucketExample() async throws {
        try await RunningServer.with(forge: .bitbucket) { server in
            let signature = "sha256=a4771c39fbe90f317c7824e83ddef3caae9cb3d976c214ace1f2937e133263c9"
            try await expect(server.deliver("Hello World!", headers: ["X-Hub-Signature": signature]), is: 202)
            try await expect(server.deliver("Goodbye World!", headers: ["X-Hub-Signature": signature]), is: 401)
            #expect(server.wakes.count == 1)
        }
    }

    @Test(
        "a forge's test of the connection is taken and wakes nobody",
        arguments: [(WebhookForge.github, "X-GitHub-Event", "ping"), (.bitbucketServer, "X-Event-Key", "diagnostics:ping")])
    func ping(forge: WebhookForge, header: String, value: String) async throws {
        try await RunningServer.with(forge: forge, secrets: ["now"]) { server in
            let body = #"{"zen":"Keep it logically awesome.","hook_id":1}"#
            let signature = try await Self.signature(of: body, secret: "now")
            let proof = forge == .github ? "X-Hub-Signature-256" : "X-Hub-Signature"
            try await expect(server.deliver(body, headers: [proof: "sha256=\(signature)", header: value]), is: 202)
            try await expect(server.deliver(body, headers: [header: value]), is: 401)
            #expect(server.wakes.count == 0)
        }
    }
}
