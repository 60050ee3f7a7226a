import CanonicalJSON
import Foundation
import HTTP
import Subprocess
import TestSupport
import Testing

@testable import Forge

/// The test server's word is worth something only if it is the forges' own.
@Suite(.timeLimit(.minutes(10)))
struct PublishedDescriptionTests {
    private static let root = URL(filePath: #filePath).appending(path: "../../..").standardizedFileURL.path

    private func python(_ script: String, _ arguments: [String]) async throws -> String {
        let result = try await Subprocess.run(
            .name("env"), arguments: Arguments(["--", "\(Self.root)/.venv/bin/python", "\(Self.root)/Tests/python/forge/\(script)"] + arguments),
            output: .string(limit: 1 << 20), error: .string(limit: 1 << 20))
        #expect(result.terminationStatus.isSuccess, "\(result.standardError)")
        return result.standardOutput
    }

    @Test("the descriptions that requests are held against say what the published ones say", arguments: ForgeKind.allCases)
    func published(kind: ForgeKind) async throws {
        #expect(try await python("published.py", [kind.rawValue]) == "")
    }

    @Test("what the description does not have is refused")
    func refusal() async throws {
        let server = try await ForgeServer("github")
        let url = "\(server.api)/repos/org/images/statuses/\(Scene.head)"
        for body in [#"{"state": "succeeded"}"#, #"{"context": "c"}"#, #"{"state": "success", "name": "c"}"#, "state=success"] {
            var request = HTTPRequest(
                method: .post, url: url, headers: [("Authorization", "Bearer \(server.token)"), ("Content-Type", "application/json")],
                body: .bytes(Array(body.utf8)))
            request.usesProxy = false
            #expect(try await HTTPClient().send(request).status == 400)
        }
        #expect(try await server.seen().violations.count == 4)
    }

    @Test("a public client of the forge reads what was written", arguments: ForgeKind.allCases)
    func peers(kind: ForgeKind) async throws {
        let scene = try await Scene(kind, requests: [ForgeRequest(number: 1, head: Scene.head)], page: 2)
        for name in ["a", "b"] {
            try await scene.forge.report(
                CommitStatus(context: name, state: .success, summary: "in 3 regions", link: "https://example.com/\(name)"), on: Scene.head)
        }
        try await scene.server.comment(on: 1, by: "ann", "hello")
        try await scene.forge.keepComment("the plan", marker: Scene.marker, on: 1)
        for branch in ["results-1", "results-2"] {
            _ = try await scene.forge.propose(ChangeProposal(branch: branch, base: "main", title: "Of \(branch)", body: "text"))
        }
        let mine = try await scene.forge.openRequests(onto: "main")
        let seen = try JSON(
            parsing: try await python("peers.py", [kind.rawValue, scene.server.url, scene.server.project, scene.server.token, Scene.head, "1"]))
        let requests = mine.map { JSON.array([.integer($0.number), .string($0.title), .string($0.head), .string($0.base)]) }
        #expect(mine.count == 3)
        #expect(seen["requests"] == .array(requests))
        #expect(
            seen["statuses"] == [
                "a": .strings(["success", "in 3 regions", "https://example.com/a"]),
                "b": .strings(["success", "in 3 regions", "https://example.com/b"]),
            ])
        #expect(seen["comments"] == [["ann", "hello"], .strings([ForgeServer.user, "\(Scene.marker)\nthe plan"])])
    }
}
