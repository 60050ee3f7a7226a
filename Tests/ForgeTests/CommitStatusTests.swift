import HTTP
import TestSupport
import Testing

@testable import Forge

@Suite(.timeLimit(.minutes(5)))
struct CommitStatusTests {
    private static func words(_ kind: ForgeKind) -> [String] {
        kind == .gitlab ? ["pending", "success", "failed", "failed"] : ["pending", "success", "failure", "error"]
    }

    @Test("each state is told in the forge's word", arguments: ForgeKind.allCases)
    func states(kind: ForgeKind) async throws {
        let scene = try await Scene(kind)
        for state in CommitStatus.State.allCases {
            try await scene.forge.report(
                CommitStatus(context: "c/\(state)", state: state, summary: "Summary", link: "https://bot.example.com/1"), on: Scene.head)
        }
        let record = try await scene.server.seen()
        #expect(record.statuses(of: Scene.head).map(\.context) == ["c/pending", "c/success", "c/failure", "c/error"])
        #expect(record.statuses(of: Scene.head).map(\.state) == Self.words(kind))
        #expect(record.statuses(of: Scene.head).allSatisfy { $0.summary == "Summary" && $0.link == "https://bot.example.com/1" })
        #expect(record.violations.isEmpty)
    }

    @Test("what stands there is not sent again, by another process neither", arguments: ForgeKind.allCases)
    func repetition(kind: ForgeKind) async throws {
        let scene = try await Scene(kind, page: 2)
        let statuses = (0..<5).map { CommitStatus(context: "c\($0)", state: .success, summary: "one") }
        for status in statuses + statuses { try await scene.forge.report(status, on: Scene.head) }
        #expect(try await scene.server.seen().calls.count { $0.method == "POST" } == 5)
        #expect(try await scene.server.seen().calls.count { $0.method == "GET" } == 1)

        let access = try ForgeAccess(kind: kind, api: scene.server.api, project: scene.server.project, token: ForgeToken(scene.server.token))
        let other = access.makeForge(client: HTTPClient())
        // Gitea tells no pages of this list, and a second server that gives less than is asked for is taken at its word.
        for status in kind == .gitea ? Array(statuses.suffix(2)) : statuses { try await other.report(status, on: Scene.head) }
        #expect(try await scene.server.seen().calls.count { $0.method == "POST" } == 5)

        try await other.report(CommitStatus(context: "c4", state: .failure, summary: "two"), on: Scene.head)
        try await other.report(CommitStatus(context: "c4", state: .pending, summary: "three"), on: Scene.head)
        #expect(try await scene.server.seen().statuses(of: Scene.head).last?.state == "pending")
    }

    @Test("GitLab's refusal of the state that stands there is a success")
    func sameState() async throws {
        let scene = try await Scene(.gitlab)
        try await scene.forge.report(CommitStatus(context: "c", state: .pending, summary: "one"), on: Scene.head)
        try await scene.forge.report(CommitStatus(context: "c", state: .pending, summary: "two"), on: Scene.head)
        try await scene.forge.report(CommitStatus(context: "c", state: .success, summary: "three"), on: Scene.head)
        #expect(try await scene.server.seen().statuses(of: Scene.head).map(\.state) == ["success"])
    }

    @Test("the commit of a fork, which is on no branch of GitLab's project, has its status by the request's reference")
    func fork() async throws {
        let scene = try await Scene(.gitlab, requests: [ForgeRequest(number: 8, head: Scene.head).with { $0.isFork = true }])
        try await scene.forge.report(CommitStatus(context: "c", state: .failure, summary: "one"), on: Scene.head)
        let record = try await scene.server.seen()
        #expect(record.statuses(of: Scene.head).map(\.state) == ["failed"])
        #expect(record.calls.last?.body.contains("refs/merge-requests/8/head") == true)
        #expect(record.violations.isEmpty)
    }

    @Test("summaries and contexts are cut to what the forge takes", arguments: zip(ForgeKind.allCases, [140, 255, 255]))
    func long(kind: ForgeKind, limit: Int) async throws {
        let scene = try await Scene(kind)
        let status = CommitStatus(
            context: String(repeating: "c", count: 400), state: .success, summary: "one\ntwo " + String(repeating: "ü", count: 400))
        for _ in 0..<2 { try await scene.forge.report(status, on: Scene.head) }
        let sent = try await scene.server.seen().statuses(of: Scene.head)
        #expect(sent.map(\.summary.unicodeScalars.count) == [limit])
        #expect(
            sent.allSatisfy { $0.summary.hasPrefix("one two ü") && $0.summary.hasSuffix("…") && $0.context.count == 255 && $0.link?.isEmpty != false }
        )
    }

    @Test("what is no commit's id is not sent")
    func commits() async throws {
        let scene = try await Scene(.github)
        for commit in ["", "main", "../../user", Scene.head + "\n"] {
            let error = await scene.failure { forge throws(ForgeError) in
                try await forge.report(CommitStatus(context: "c", state: .success, summary: ""), on: commit)
            }
            #expect(error?.code == .invalidAccess)
        }
        #expect(try await scene.server.seen().calls.isEmpty)
    }
}
