import CanonicalJSON
import TestSupport
import Testing

@testable import Forge

@Suite(.timeLimit(.minutes(5)))
struct ChangeRequestTests {
    private static func head(_ number: Int) -> String { String(repeating: "0", count: 36) + String(1000 + number) }

    @Test("all open requests onto the branch are listed, drafts and forks too, from all pages", arguments: ForgeKind.allCases)
    func listing(kind: ForgeKind) async throws {
        let scene = try await Scene(kind, requests: (1...7).map { ForgeRequest(number: $0, head: Self.head($0)) }, page: 2)
        try await scene.server.put(ForgeRequest(number: 2, head: Self.head(2)).with { $0.base = "other" })
        try await scene.server.put(ForgeRequest(number: 3, head: Self.head(3)).with { $0.isDraft = true })
        try await scene.server.put(
            ForgeRequest(number: 4, head: Self.head(4)).with { ($0.isFork, $0.author, $0.title) = (true, "mallory", "evil\u{1B}[31m\u{202E}") })
        try await scene.server.put(ForgeRequest(number: 5, head: Self.head(5)).with { $0.isOrphan = true })
        try await scene.server.put(ForgeRequest(number: 6, head: Self.head(6)).with { $0.isOpen = false })
        let found = try await scene.forge.openRequests(onto: "main")
        #expect(found.map(\.number) == [1, 3, 4, 5, 7])
        #expect(found.map(\.head) == [1, 3, 4, 5, 7].map(Self.head))
        #expect(found.map(\.isFork) == [false, false, true, true, false])
        #expect(found.allSatisfy { $0.base == "main" && $0.link.hasPrefix(scene.server.url) })
        #expect(found[2].author == "mallory")
        #expect(found[2].title == "evil\\u{1B}[31m\\u{202E}")
        #expect(found[2].headReference == (kind == .gitlab ? "refs/merge-requests/4/head" : "refs/pull/4/head"))
        let record = try await scene.server.seen()
        #expect(record.violations.isEmpty)
        #expect(record.calls.allSatisfy { $0.headers["X-GitHub-Api-Version"] == (kind == .github ? "2022-11-28" : nil) })
    }

    @Test("a list without end, and a head that is no commit, are invalid answers", arguments: ForgeKind.allCases)
    func invalid(kind: ForgeKind) async throws {
        let endless = try await Scene(kind, requests: (1...9).map { ForgeRequest(number: $0, head: Self.head($0)) }, page: 2) { $0.pace.pages = 3 }
        #expect(await endless.failure { forge throws(ForgeError) in _ = try await forge.openRequests(onto: "main") }?.code == .invalidAnswer)
        for head in ["--upload-pack=evil", "main", "", Self.head(1).uppercased() + "F"] {
            let scene = try await Scene(kind, requests: [ForgeRequest(number: 1, head: head)])
            #expect(await scene.failure { forge throws(ForgeError) in _ = try await forge.openRequests(onto: "main") }?.code == .invalidAnswer)
        }
    }

    @Test("a project in sub-groups is one part of GitLab's paths")
    func subGroups() async throws {
        let scene = try await Scene(.gitlab, requests: [ForgeRequest(number: 1, head: Self.head(1))], project: "org/sub/images")
        #expect(try await scene.forge.openRequests(onto: "main").map(\.number) == [1])
        #expect(try await scene.server.seen().calls.first?.path == "/api/v4/projects/org%2Fsub%2Fimages/merge_requests")
    }

    @Test("a proposal opens a request once, and changes it only when it differs", arguments: ForgeKind.allCases)
    func proposals(kind: ForgeKind) async throws {
        let decoy = ForgeRequest(number: 3, head: Self.head(3)).with { ($0.branch, $0.isFork) = ("results", true) }
        let scene = try await Scene(kind, requests: [decoy])
        func propose(_ title: String, _ body: String) async throws -> ChangeRequest {
            try await scene.forge.propose(ChangeProposal(branch: "results", base: "main", title: title, body: body))
        }
        func changes() async throws -> [String] { try await scene.server.seen().calls.map(\.method).filter { $0 != "GET" } }
        let opened = try await propose("Results", "one\n")
        #expect(opened.number == 4 && !opened.isFork && opened.title == "Results" && opened.author == ForgeServer.user)
        #expect(try await propose("Results", "one").number == 4)
        #expect(try await changes() == ["POST"])
        #expect(try await propose("Results", "two").number == 4)
        #expect(try await changes() == ["POST", kind == .gitlab ? "PUT" : "PATCH"])

        // Somebody holds it back.
        try await scene.server.put(
            ForgeRequest(number: 4, head: opened.head).with { ($0.branch, $0.title, $0.body) = ("results", "Draft: Results", "two") })
        #expect(try await propose("Results", "two").title == "Draft: Results")
        #expect(try await changes().count == 2)
        _ = try await propose("Results of today", "two")
        let record = try await scene.server.seen()
        #expect(record.request(4)?.title == "Draft: Results of today")
        #expect(record.request(3)?.title == "Request 3")
        #expect(record.violations.isEmpty)
    }

    @Test("the reference of a request leads to its head, in the repository itself", arguments: ForgeKind.allCases)
    func references(kind: ForgeKind) async throws {
        let folder = try TemporaryFolder()
        let fixture = try await GitFixture(at: folder.path("work"))
        try await fixture.commit(["a": "1"])
        try await fixture.git("checkout", "--quiet", "-b", "results")
        let head = try await fixture.commit(["a": "2"])
        let remote = folder.path("remote.git")
        try await fixture.makeRemote(at: remote)
        let scene = try await Scene(kind, repository: remote)
        let request = try await scene.forge.propose(ChangeProposal(branch: "results", base: "main", title: "Results", body: ""))
        #expect(request.head == head)
        #expect(try await fixture.git("ls-remote", "origin", request.headReference).hasPrefix(head))
        let error = await scene.failure { forge throws(ForgeError) in
            _ = try await forge.propose(ChangeProposal(branch: "no-such-branch", base: "main", title: "Results", body: ""))
        }
        #expect(error?.code == (kind == .gitea ? .notFound : .rejected))
    }

    @Test("a proposal whose answer is lost, or which another was faster with, ends as one request", arguments: ForgeKind.allCases)
    func races(kind: ForgeKind) async throws {
        let scene = try await Scene(kind)
        let proposal = ChangeProposal(branch: "results", base: "main", title: "Results", body: "one")
        try await scene.server.misbehave(.lostAnswer(method: "POST"))
        #expect(try await scene.forge.propose(proposal).number == 1)
        // The first look finds nothing, as when another process opens it right after.
        try await scene.server.misbehave(.status(200, body: [], method: "GET"))
        #expect(try await scene.forge.propose(ChangeProposal(branch: "results", base: "main", title: "Results", body: "two")).number == 1)
        let record = try await scene.server.seen()
        #expect(record.request(1)?.body == "two")
        #expect(record.request(2) == nil)
    }

    @Test("long titles and texts are cut to what the forge takes", arguments: ForgeKind.allCases)
    func long(kind: ForgeKind) async throws {
        let scene = try await Scene(kind)
        let proposal = ChangeProposal(
            branch: "results", base: "main", title: String(repeating: "t", count: 400),
            body: String(repeating: "a line\n", count: kind == .gitlab ? 150_000 : 10_000))
        let number = try await scene.forge.propose(proposal).number
        #expect(try await scene.forge.propose(proposal).number == number)
        let record = try await scene.server.seen()
        #expect(record.request(number)?.title.count == 255)
        #expect(record.request(number)?.body.hasSuffix(ForgeText.cutNote) == true)
        #expect(record.calls.filter { $0.method != "GET" }.count == 1)
    }
}
