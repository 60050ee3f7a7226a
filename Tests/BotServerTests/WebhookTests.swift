import BotServer
import Digest
import Foundation
import Testing

struct WebhookTests {
    /// From GitHub's "Validating webhook deliveries", made with the secret "It's a Secret to Everybody".
    static let published = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"

    static func signature(_ body: String, _ secret: String = "It's a Secret to Everybody") -> String {
        HMACSHA256.code(key: Array(secret.utf8), message: body).hex
    }

    @Test func takesTheExampleThatGitHubPublishes() async throws {
        try await RunningServer.with { server in
            try await expect(server.deliver("Hello, World!", headers: ["X-Hub-Signature-256": Self.published]), is: 202)
            #expect(server.wakes.count == 1)
        }
    }

    @Test func refusesWhatProvesNothing() async throws {
        try await RunningServer.with { server in
            let right = Self.signature("{}")
            for headers in [
                [:], ["X-Hub-Signature-256": ""], ["X-Hub-Signature-256": "sha256="], ["X-Hub-Signature-256": right],
                ["X-Hub-Signature-256": "sha256=" + Self.signature("{}", "another")], ["X-Hub-Signature": "sha256=" + right],
                ["X-Hub-Signature-256": "sha256=" + right.dropLast()], ["X-Signature": "sha256=" + right],
            ] {
                try await expect(server.deliver("{}", headers: headers), is: 401)
            }
            #expect(server.wakes.count == 0)
        }
    }

    @Test func verifiesBeforeItParses() async throws {
        try await RunningServer.with { server in
            try await expect(server.deliver("{broken", headers: ["Content-Type": "application/json"]), is: 401)
            let signed = ["Content-Type": "application/json", "X-Hub-Signature-256": "sha256=" + Self.signature("{broken")]
            try await expect(server.deliver("{broken", headers: signed), is: 400)
            #expect(server.wakes.count == 0)
        }
    }

    @Test func aReplayAndAPingAreTakenAndWakeNobody() async throws {
        try await RunningServer.with { server in
            var headers = ["X-Hub-Signature-256": "sha256=" + Self.signature("{}"), "X-GitHub-Delivery": "1"]
            try await expect(server.deliver("{}", headers: headers), is: 202)
            headers["X-GitHub-Delivery"] = "2"
            try await expect(server.deliver("{}", headers: headers), is: 202)
            let ping = ["X-Hub-Signature-256": "sha256=" + Self.signature(#"{"zen":"x"}"#), "X-GitHub-Event": "ping"]
            try await expect(server.deliver(#"{"zen":"x"}"#, headers: ping), is: 202)
            #expect(server.wakes.count == 1)
        }
    }

    @Test func twoSecretsLiveDuringARotation() async throws {
        try await RunningServer.with(secrets: ["new", "old"]) { server in
            for (body, secret, status) in [(#"{"a":1}"#, "new", 202), (#"{"a":2}"#, "old", 202), (#"{"a":3}"#, "older", 401)] {
                let headers = ["X-Hub-Signature-256": "sha256=" + Self.signature(body, secret)]
                try await expect(server.deliver(body, headers: headers), is: status)
            }
        }
    }

    @Test(arguments: [
        (WebhookForge.generic, "X-Signature", "sha256=", "s3cret"), (.gitea, "X-Gitea-Signature", "", "s3cret"),
        (.forgejo, "X-Forgejo-Signature", "", "s3cret"), (.bitbucket, "X-Hub-Signature", "sha256=", "s3cret"),
        (.bitbucketServer, "X-Hub-Signature", "sha256=", "s3cret"),
    ])
    func takesEachForgesSignature(forge: WebhookForge, header: String, prefix: String, secret: String) async throws {
        try await RunningServer.with(forge: forge, secrets: [secret]) { server in
            let code = Self.signature("{}", secret)
            try await expect(server.deliver("{}", headers: [header: prefix + String(code.reversed())]), is: 401)
            try await expect(server.deliver("{}", headers: [header: prefix + code]), is: 202)
            #expect(server.wakes.count == 1)
        }
    }

    @Test func takesGitLabsTokenAndAzuresBasicAuthentication() async throws {
        try await RunningServer.with(forge: .gitlab, secrets: ["token"]) { server in
            try await expect(server.deliver("{}", headers: ["X-Gitlab-Token": "toke"]), is: 401)
            try await expect(server.deliver("{}", headers: ["X-Gitlab-Token": "token"]), is: 202)
        }
        try await RunningServer.with(forge: .azureDevOps, secrets: ["bot:word"]) { server in
            let encoded = { (text: String) in "Basic " + Data(text.utf8).base64EncodedString() }
            try await expect(server.deliver("{}", headers: ["Authorization": encoded("bot:wrong")]), is: 401)
            try await expect(server.deliver("{}", headers: ["Authorization": encoded("bot:word")]), is: 202)
        }
    }

    @Test func aGuesserIsSlowedDownAndARightSenderIsNot() async throws {
        try await RunningServer.with { server in
            var statuses: Set<Int> = []
            // On a slow machine many of them come after a rest.
            for number in 0..<400 where !statuses.contains(429) { statuses.insert(try await server.deliver("\(number)")) }
            #expect(statuses == [401, 429])
            try await expect(server.deliver("{}", headers: ["X-Hub-Signature-256": "sha256=" + Self.signature("{}")]), is: 202)
        }
    }

    @Test func refusesLargeBodiesBeforeReadingThem() async throws {
        try await RunningServer.with(settings: .init(port: 0, bodyLimit: 1000)) { server in
            let head = "POST /webhooks/images HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
            // Nothing of the announced body is ever sent.
            let announced = try await HTTPExchange.sendRaw(Array((head + "Content-Length: 99999999\r\n\r\n").utf8), port: server.port)
            #expect(announced.status == 413)
            let chunk = "400\r\n" + String(repeating: "x", count: 1024) + "\r\n"
            let chunked = head + "Transfer-Encoding: chunked\r\n\r\n" + chunk + "0\r\n\r\n"
            try await expect(HTTPExchange.sendRaw(Array(chunked.utf8), port: server.port).status, is: 413)
            let fitting = String(repeating: "x", count: 1000)
            try await expect(server.deliver(fitting, headers: ["X-Hub-Signature-256": "sha256=" + Self.signature(fitting)]), is: 202)
        }
    }

    @Test func knowsItsRepositoriesAndMethods() async throws {
        try await RunningServer.with { server in
            try await expect(server.deliver("{}", to: "others"), is: 404)
            for method in ["GET", "PUT", "DELETE"] {
                let answer = try await HTTPExchange.send(method, "/webhooks/images", port: server.port)
                #expect(answer.status == 405)
                #expect(answer.text.lowercased().contains("allow: post"))
            }
        }
    }

    @Test func tellsHealthAndNothingElse() async throws {
        try await RunningServer.with { server in
            try await expect(HTTPExchange.send("GET", "/healthz", port: server.port).status, is: 200)
            try await expect(HTTPExchange.send("GET", "/readyz", port: server.port).status, is: 200)
            server.readiness.beginStopping()
            try await expect(HTTPExchange.send("GET", "/readyz", port: server.port).status, is: 503)
            try await expect(HTTPExchange.send("GET", "/healthz", port: server.port).status, is: 200)
            try await expect(server.deliver("{}"), is: 503)
        }
    }
}
