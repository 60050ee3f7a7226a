import CanonicalJSON
import Foundation
import Git
import HTTP
import TestSupport
import Testing

@testable import Forge

@Suite(.timeLimit(.minutes(5)))
struct MisbehavingForgeTests {
    private func list(_ scene: Scene) async -> ForgeError? {
        await scene.failure { forge throws(ForgeError) in _ = try await forge.openRequests(onto: "main") }
    }

    @Test("a token that is not known is told as that, and is in no message", arguments: ForgeKind.allCases)
    func unauthorized(kind: ForgeKind) async throws {
        let scene = try await Scene(kind)
        let access = try ForgeAccess(kind: kind, api: scene.server.api, project: scene.server.project, token: ForgeToken("canary-of-a-token"))
        do {
            _ = try await access.makeForge(client: HTTPClient()).openRequests(onto: "main")
            Issue.record("the forge took a wrong token")
        } catch {
            #expect(error.code == .unauthorized)
            #expect(!"\(error)\(String(reflecting: error))".contains("canary"))
        }
    }

    @Test("a server that says the token again is not believed with it", arguments: ForgeKind.allCases)
    func echo(kind: ForgeKind) async throws {
        let scene = try await Scene(kind)
        let words = "bad \(scene.server.token) \u{1B}[2J\r\n::set-output"
        try await scene.server.misbehave(.status(422, body: ["message": .string(words)]))
        let error = try #require(await list(scene))
        #expect(error.code == .rejected)
        #expect(error.description.contains("bad … \\u{1B}[2J"))
        #expect(!error.description.unicodeScalars.contains { $0.value < 32 })
    }

    private static let refused: [(Int, [String: String], String, ForgeError.Code)] = [
        (403, [:], "Resource not accessible by personal access token", .forbidden),
        (403, ["x-ratelimit-remaining": "0", "x-ratelimit-reset": "RESET"], "API rate limit exceeded", .rateLimited(retryAfter: .seconds(3600))),
        (403, ["retry-after": "60"], "You have exceeded a secondary rate limit", .rateLimited(retryAfter: .seconds(60))),
        (403, [:], "You have exceeded a secondary rate limit.", .rateLimited(retryAfter: .seconds(60))),
        (429, ["retry-after": "7200"], "Retry later", .rateLimited(retryAfter: .seconds(7200))),
        (429, [:], "Too many requests", .rateLimited(retryAfter: nil)),
        (429, ["retry-after": "999999999999"], "Retry later", .rateLimited(retryAfter: .seconds(86_400))),
        (404, [:], "Not Found", .notFound), (410, [:], "Gone", .notFound), (400, [:], "Bad", .rejected),
    ]

    @Test("a refusal is told by what to do next, and is not asked for again", arguments: refused)
    func refusals(status: Int, headers: [String: String], message: String, code: ForgeError.Code) async throws {
        let scene = try await Scene(.github)
        let reset = String(Int(Date().timeIntervalSince1970) + 3600)
        try await scene.server.misbehave(
            .status(status, headers: headers.mapValues { $0 == "RESET" ? reset : $0 }, body: ["message": .string(message)], times: 9))
        let error = try #require(await list(scene))
        if case .rateLimited(let expected?) = code, case .rateLimited(let wait?) = error.code {
            #expect(wait <= expected && wait > expected - .seconds(120))
        } else {
            #expect(error.code == code)
        }
        #expect(error.description.contains(message))
        #expect(try await scene.server.seen().calls.count == 1)
    }

    @Test("a read goes on after trouble that passes", arguments: ForgeKind.allCases)
    func passing(kind: ForgeKind) async throws {
        let scene = try await Scene(kind, requests: [ForgeRequest(number: 1, head: Scene.head)])
        let faults: [[ForgeFault]] = [
            [.status(500), .status(503, headers: ["retry-after": "1"])], [.status(502, body: "<html>")], [.truncation()], [.lostAnswer()],
            [.status(429, headers: ["retry-after": "0"])],
        ]
        for group in faults {
            for fault in group { try await scene.server.misbehave(fault) }
            #expect(try await scene.forge.openRequests(onto: "main").map(\.number) == [1])
        }
    }

    @Test("trouble that does not pass ends after some attempts", arguments: ForgeKind.allCases)
    func lasting(kind: ForgeKind) async throws {
        let scene = try await Scene(kind)
        try await scene.server.misbehave(.status(500, times: 9))
        #expect(await list(scene)?.code == .unreachable)
        #expect(try await scene.server.seen().calls.count == 3)
    }

    @Test("a status is sent again after trouble, a comment is not", arguments: ForgeKind.allCases)
    func changes(kind: ForgeKind) async throws {
        let scene = try await Scene(kind, requests: [ForgeRequest(number: 1, head: Scene.head)])
        try await scene.server.misbehave(.status(502, method: "POST"))
        try await scene.forge.report(CommitStatus(context: "c", state: .success, summary: "one"), on: Scene.head)
        try await scene.server.misbehave(.status(502, method: "POST"))
        let error = await scene.failure { forge throws(ForgeError) in try await forge.keepComment("one", marker: Scene.marker, on: 1) }
        #expect(error?.code == .unreachable)
        #expect(try await scene.server.seen().calls.count { $0.method == "POST" } == 3)
    }

    @Test("a server that says nothing is left after a while", arguments: ForgeKind.allCases)
    func silence(kind: ForgeKind) async throws {
        let scene = try await Scene(kind) {
            $0.pace.limits.total = .milliseconds(300)
            $0.pace.attempts = 2
        }
        try await scene.server.misbehave(.silence(times: 2))
        #expect(await list(scene)?.code == .unreachable)
    }

    @Test("a redirect is not followed, and the token goes nowhere else", arguments: ForgeKind.allCases)
    func redirect(kind: ForgeKind) async throws {
        let elsewhere = try LoopbackServer { _ in .text("[]") }
        let scene = try await Scene(kind)
        for status in [301, 302, 307, 308] {
            try await scene.server.misbehave(.status(status, headers: ["location": "\(elsewhere.url)/steal"]))
            let error = try #require(await list(scene))
            #expect(error.code == .rejected)
            #expect(error.description.contains("redirects are not followed"))
        }
        #expect(elsewhere.requests.isEmpty)
    }

    @Test("the next page's address is not the server's to choose", arguments: [ForgeKind.github, .gitea])
    func pages(kind: ForgeKind) async throws {
        let elsewhere = try LoopbackServer { _ in .text("[]") }
        let scene = try await Scene(kind)
        try await scene.server.misbehave(.status(200, headers: ["link": "<\(elsewhere.url)/?page=2>; rel=\"next\""], body: []))
        #expect(try await scene.forge.openRequests(onto: "main").isEmpty)
        #expect(elsewhere.requests.isEmpty)
        #expect(try await scene.server.seen().calls.count == 2)
    }

    private static let answers = [
        "", "null", "{}", "[1]", "[{}]", "<html></html>", "{\"message\": \"hello\"}", "[{\"number\": \"1\", \"iid\": \"1\"}]",
    ]

    @Test("an answer that is none of such a forge is an error and nothing worse", arguments: ForgeKind.allCases, answers)
    func invalid(kind: ForgeKind, answer: String) async throws {
        let server = try LoopbackServer { _ in .text(answer) }
        var access = try ForgeAccess(kind: kind, api: server.url, project: "org/images", token: ForgeToken("t"))
        access.pace.pause = .milliseconds(1)
        let forge = access.makeForge(client: HTTPClient())
        await #expect { try await forge.openRequests(onto: "main") } throws: { ($0 as? ForgeError)?.code == .invalidAnswer }
        await #expect { try await forge.keepComment("a", marker: "<!-- m -->", on: 1) } throws: { ($0 as? ForgeError)?.code == .invalidAnswer }
    }

    @Test("an answer that is too long is left off")
    func long() async throws {
        let server = try LoopbackServer { _ in .text("[" + String(repeating: " ", count: 100_000) + "]") }
        var access = try ForgeAccess(kind: .gitea, api: server.url, project: "org/images", token: ForgeToken("t"))
        access.pace.limits.answerBytes = 10_000
        let forge = access.makeForge(client: HTTPClient())
        await #expect { try await forge.openRequests(onto: "main") } throws: { ($0 as? ForgeError)?.code == .invalidAnswer }
    }

    @Test("nobody there, and a task that is cancelled")
    func nobody() async throws {
        var access = try ForgeAccess(kind: .github, api: "http://127.0.0.1:1", project: "org/images", token: ForgeToken("t"))
        access.pace.pause = .milliseconds(1)
        let forge = access.makeForge(client: HTTPClient())
        await #expect { try await forge.openRequests(onto: "main") } throws: { ($0 as? ForgeError)?.code == .unreachable }
        let server = try LoopbackServer { _ in .silence }
        let silent = try ForgeAccess(kind: .github, api: server.url, project: "org/images", token: ForgeToken("t")).makeForge(client: HTTPClient())
        let error = await withTaskGroup(of: ForgeError?.self) { group in
            group.addTask {
                do throws(ForgeError) {
                    _ = try await silent.openRequests(onto: "main")
                    return nil
                } catch { return error }
            }
            group.cancelAll()
            return await group.next() ?? nil
        }
        #expect(error?.code == .cancelled)
    }

    @Test("a proxy and certificates are used where they are named")
    func route() async throws {
        let proxy = try LoopbackServer { _ in .text("[]") }
        var access = try ForgeAccess(kind: .gitea, api: "http://git.example.com/api/v1", project: "org/images", token: ForgeToken("t"))
        access.proxy = try ProxyURL("http://me:password@" + proxy.url.dropFirst("http://".count))
        #expect(try await access.makeForge(client: HTTPClient()).openRequests(onto: "main").isEmpty)
        #expect(proxy.requests.first?.target.hasPrefix("http://git.example.com/api/v1/repos/org/images/pulls?") == true)
        #expect(proxy.requests.first?.headers["proxy-authorization"] == "Basic \(Data("me:password".utf8).base64EncodedString())")
    }
}
