import Foundation
import Git
import TestSupport
import Testing

/// Looks over http that ask the server themselves, and leave what is not plain to the `git` program.
struct ReferenceListingTests {
    private let folder: TemporaryFolder
    private let person: GitFixture

    init() async throws {
        folder = try TemporaryFolder()
        person = try await GitFixture(at: folder.path("work"))
        try await person.commit(["a": "1"])
        try await person.makeRemote(at: folder.path("served/remote.git"))
    }

    /// Where git cannot be found unless told otherwise.
    private func remote(_ url: String, _ credentials: BasicCredentials? = nil, path: String = "/nowhere", timeout: Duration = .seconds(20)) throws
        -> Remote
    {
        Remote(RemoteAccess(url: try RemoteURL(url), credentials: credentials, timeout: timeout, environment: ["PATH": path]))
    }

    private func code(_ remote: Remote, of branch: String = "main") async -> GitError.Code? {
        do {
            _ = try await remote.tip(ofBranch: branch)
            return nil
        } catch { return (error as? GitError)?.code }
    }

    private static let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    private static let id = String(repeating: "1", count: 40)

    @Test("a server of today tells the branch and the requests without git, to who may see them", arguments: [nil, "s3cret-token"])
    func plain(password: String?) async throws {
        let repository = folder.path("served/remote.git")
        let tip = try await person.git("rev-parse", "HEAD")
        for name in ["refs/heads/main-2", "refs/pull/7/head", "refs/pull/7/merge", "refs/pull/head"] {
            try await GitFixture.git(["update-ref", name, tip], in: repository)
        }
        let server = try await GitHTTPServer(root: folder.path("served"), user: password.map { ("git", $0) })
        let credentials = password.map { BasicCredentials(user: "git", password: $0) }
        for end in ["", "/"] {
            let remote = try remote("\(server.url)/remote.git\(end)", credentials)
            #expect(try await remote.tip(ofBranch: "main").hex == tip)
            #expect(try await remote.references(matching: "refs/pull/*/head").mapValues(\.hex) == ["refs/pull/7/head": tip])
        }
    }

    @Test("a branch that is not there is told by git, with those that are")
    func missingBranch() async throws {
        let server = try await GitHTTPServer(root: folder.path("served"))
        let remote = try remote("\(server.url)/remote.git", path: ReferenceListingTests.path)
        await #expect { try await remote.tip(ofBranch: "mian") } throws: { error in
            (error as? GitError)?.code == .branchMissing && "\(error)".contains("it has main")
        }
        // Longer than a line of the protocol.
        #expect(await code(remote, of: String(repeating: "x", count: 70_000)) == .branchMissing)
        #expect(try await remote.tip(ofBranch: "main").hex == person.git("rev-parse", "HEAD"))
    }

    @Test("several branches are one request, and those that are not there are left out; so over a path")
    func tips() async throws {
        let tip = try await person.git("rev-parse", "HEAD")
        try await GitFixture.git(["update-ref", "refs/heads/results", tip], in: folder.path("served/remote.git"))
        let server = try await GitHTTPServer(root: folder.path("served"))
        for remote in [
            try remote("\(server.url)/remote.git"), try remote(folder.path("served/remote.git"), path: ReferenceListingTests.path),
        ] {
            #expect(try await remote.tips(ofBranches: ["main", "none", "results"]).mapValues(\.hex) == ["main": tip, "results": tip])
            #expect(try await remote.tips(ofBranches: ["none"]) == [:])
        }
        await #expect(throws: GitError.self) { try await remote(server.url).tips(ofBranches: ["main", "--upload-pack=x"]) }
    }

    @Test("many looks share a connection, and each tells what is so now")
    func connection() async throws {
        let server = try LoopbackServer { request in
            let line = "\(String(repeating: String(request.connection % 10), count: 40)) refs/heads/main\n"
            return .text("003d\(line)0000", headers: [("Content-Type", "application/x-git-upload-pack-result")])
        }
        for _ in 0..<5 { _ = try await remote("\(server.url)/x.git").tip(ofBranch: "main") }
        #expect(server.connectionCount == 1)
        let request = try #require(server.requests.first)
        #expect(request.method == "POST" && request.target == "/x.git/git-upload-pack")
        #expect(request.headers["git-protocol"] == "version=2" && request.headers["user-agent"]?.hasPrefix("git/") == true)
        #expect(request.text == "0014command=ls-refs\n0001001fref-prefix refs/heads/main\n0000")
    }

    @Test(
        "what is not a plain answer is left to git, for a while",
        arguments: [
            .text("no", status: 404), .text("", status: 401), .text("", status: 302, headers: [("Location", "http://127.0.0.1:1/")]), .reset,
            .text("<html>"), result(""), result("0000x"), result("003d\(id) refs/heads/main\n"), result("0008oops0000"), result("0000"),
            result("000dERR not so0000"), result("ffff\(id) refs/heads/main\n0000"), result("0002\(id)"), result("-001\(id)"),
            result("0040\(String(repeating: "z", count: 40)) refs/heads/main\n0000"), result("\u{0}\u{0}\u{0}\u{0}"),
        ] as [LoopbackServer.Answer])
    func oddAnswers(answer: LoopbackServer.Answer) async throws {
        let server = try LoopbackServer { request in request.method == "POST" ? answer : .text("no", status: 404) }
        let remote = try remote("\(server.url)/x.git", path: ReferenceListingTests.path)
        #expect(await code(remote) == .repositoryMissing)
        #expect(await code(remote) == .repositoryMissing)
        let posts = server.requests.filter { $0.method == "POST" }.count
        // An empty list is plain: there is just no such branch.
        if case .respond(200, _, Array("0000".utf8)) = answer { #expect(posts == 2) } else { #expect(posts == 1) }
        #expect(server.requests.last?.headers["user-agent"]?.contains("libcurl") == false)
    }

    private static func result(_ body: String) -> LoopbackServer.Answer {
        .text(body, headers: [("Content-Type", "application/x-git-upload-pack-result")])
    }

    @Test("a redirect elsewhere is not followed and gets no credentials; a server that says nothing is given up; so is one whom nobody waits for")
    func hostile() async throws {
        let elsewhere = try LoopbackServer { _ in .text("") }
        let redirecting = try LoopbackServer { .text("", status: 307, headers: [("Location", "\(elsewhere.url)\($0.target)")]) }
        let canary = BasicCredentials(user: "git", password: "planted-canary")
        let moved = try remote("\(redirecting.url)/x.git", canary, path: ReferenceListingTests.path)
        #expect(await code(moved) == .redirected)
        #expect(elsewhere.connectionCount == 0)
        let silent = try LoopbackServer { _ in .silence }
        #expect(try await code(remote("\(silent.url)/x.git", canary, timeout: .seconds(2))) == .timedOut)
        let waiting = try remote("\(silent.url)/x.git", canary, timeout: .seconds(600))
        let look = Task { try await waiting.tip(ofBranch: "main") }
        while silent.requests.count < 2 { try await Task.sleep(for: .milliseconds(10)) }
        look.cancel()
        await #expect(throws: CancellationError.self) { try await look.value }
    }

    @Test("looks go through the repository's proxy")
    func proxy() async throws {
        let server = try await GitHTTPServer(root: folder.path("served"))
        let relay = try await Relay(.proxy, folder: folder.path)
        var access = try remote("\(server.url)/remote.git").access
        try access.use(proxy: "http://user:password@127.0.0.1:\(relay.port)", certificateAuthorities: nil)
        #expect(try await Remote(access).tip(ofBranch: "main").hex == person.git("rev-parse", "HEAD"))
        #expect(relay.requests.first?.hasPrefix("POST \(server.url)/remote.git/git-upload-pack") == true, "\(relay.requests)")
    }
}
