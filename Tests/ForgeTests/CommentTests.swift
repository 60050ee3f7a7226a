import TestSupport
import Testing

@testable import Forge

@Suite(.timeLimit(.minutes(5)))
struct CommentTests {
    private static let request = ForgeRequest(number: 1, head: Scene.head)

    @Test("there is one comment, edited only when the text differs", arguments: ForgeKind.allCases)
    func one(kind: ForgeKind) async throws {
        let scene = try await Scene(kind, requests: [Self.request])
        for text in ["one", "one\n", "two", "\(Scene.marker)\ntwo"] { try await scene.forge.keepComment(text, marker: Scene.marker, on: 1) }
        let record = try await scene.server.seen()
        #expect(record.comments(on: 1) == [.init(author: ForgeServer.user, body: "\(Scene.marker)\ntwo", edits: 1)])
        #expect(record.calls.count { $0.path.hasSuffix("/user") } == 1)
        #expect(record.violations.isEmpty)
    }

    @Test("a comment of somebody else is never edited, whatever it says; one's own is found among many", arguments: ForgeKind.allCases)
    func others(kind: ForgeKind) async throws {
        let scene = try await Scene(kind, requests: [Self.request], page: 3)
        try await scene.server.comment(on: 1, by: "mallory", "\(Scene.marker)\nfake")
        for number in 0..<7 { try await scene.server.comment(on: 1, by: "ann", "comment \(number)") }
        try await scene.server.comment(on: 1, by: ForgeServer.user, "<!-- awspub-bot: other -->\nof another repository, \(Scene.marker) is named")
        if kind == .gitlab { try await scene.server.comment(on: 1, by: ForgeServer.user, Scene.marker, isSystem: true) }
        for text in ["one", "two"] { try await scene.forge.keepComment(text, marker: Scene.marker, on: 1) }
        let comments = try await scene.server.seen().comments(on: 1)
        #expect(comments.filter { $0.edits > 0 } == [.init(author: ForgeServer.user, body: "\(Scene.marker)\ntwo", edits: 1)])
        #expect(comments.count == (kind == .gitlab ? 11 : 10))
    }

    @Test("a token that may not ask whose it is works with the user named", arguments: ForgeKind.allCases)
    func named(kind: ForgeKind) async throws {
        let scene = try await Scene(kind, requests: [Self.request]) { $0.user = "AWSpub-bot" }
        try await scene.server.misbehave(.status(403, path: "/user$", times: 9))
        try await scene.server.comment(on: 1, by: "mallory", "\(Scene.marker)\nfake")
        for text in ["one", "two"] { try await scene.forge.keepComment(text, marker: Scene.marker, on: 1) }
        #expect(try await scene.server.seen().comments(on: 1).map(\.edits) == [0, 1])
    }

    @Test("a comment whose answer is lost is not made twice", arguments: ForgeKind.allCases)
    func lost(kind: ForgeKind) async throws {
        let scene = try await Scene(kind, requests: [Self.request])
        try await scene.server.misbehave(.lostAnswer(method: "POST"))
        let error = await scene.failure { forge throws(ForgeError) in try await forge.keepComment("one", marker: Scene.marker, on: 1) }
        #expect(error?.code == .unreachable)
        try await scene.forge.keepComment("one", marker: Scene.marker, on: 1)
        #expect(try await scene.server.seen().comments(on: 1).count == 1)
    }

    @Test("a text that the forge does not take is cut, and keeps its marker", arguments: zip(ForgeKind.allCases, [65_536, 1_000_000, 65_536]))
    func long(kind: ForgeKind, limit: Int) async throws {
        let scene = try await Scene(kind, requests: [Self.request])
        for _ in 0..<2 {
            try await scene.forge.keepComment(String(repeating: "a line of text\n", count: limit / 15 + 10), marker: Scene.marker, on: 1)
        }
        let comments = try await scene.server.seen().comments(on: 1)
        #expect(comments.map(\.edits) == [0])
        #expect(
            comments.allSatisfy {
                (limit - 100...limit).contains($0.body.count) && $0.body.hasPrefix(Scene.marker) && $0.body.hasSuffix(ForgeText.cutNote)
            })
    }

    @Test("a request that is not there is not found", arguments: ForgeKind.allCases)
    func missing(kind: ForgeKind) async throws {
        let scene = try await Scene(kind)
        let error = await scene.failure { forge throws(ForgeError) in try await forge.keepComment("one", marker: Scene.marker, on: 5) }
        #expect(error?.code == .notFound)
    }
}
