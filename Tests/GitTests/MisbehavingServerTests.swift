import Foundation
import Git
import TestSupport
import Testing

/// Servers, and what lies in between, that do not do what they should: each ends in its own state and words, within the time allowed.
struct MisbehavingServerTests {
    private let folder: TemporaryFolder
    private let person: GitFixture
    private let repository: String
    private let server: GitHTTPServer

    init() async throws {
        folder = try TemporaryFolder()
        person = try await GitFixture(at: folder.path("work"))
        let text = (0..<20_000).map { _ in String(UInt64.random(in: 0...UInt64.max)) }.joined(separator: "\n")
        try await person.commit(["a": text])
        repository = folder.path("served/remote.git")
        try await person.makeRemote(at: repository)
        try await GitHTTPServer.allowPush(to: repository)
        server = try await GitHTTPServer(root: folder.path("served"))
    }

    private var serverPort: Int { URL(string: server.url)?.port ?? 0 }

    private func access(port: Int, credentials: BasicCredentials? = nil, timeout: Duration = .seconds(60)) throws -> RemoteAccess {
        RemoteAccess(
            url: try RemoteURL("http://127.0.0.1:\(port)/git/remote.git"), credentials: credentials, timeout: timeout,
            environment: ProcessInfo.processInfo.environment)
    }

    /// Fetches into a new clone.
    private func fetch(_ access: RemoteAccess) async -> Result<ObjectID, GitError> {
        do {
            let clone = try Repository.create(at: folder.path("clone-\(UUID().uuidString)"))
            return .success(try await Remote(access).fetch(branch: "main", into: clone))
        } catch {
            return .failure(error as? GitError ?? GitError(.failed, "test", "\(error)"))
        }
    }

    private func failure(_ access: RemoteAccess) async -> GitError? {
        if case .failure(let error) = await fetch(access) { error } else { nil }
    }

    @Test("a server that accepts and says nothing, or stops in the middle of a pack, is given up in time", arguments: [nil, 20_000])
    func silence(bytes: Int?) async throws {
        let mode: Relay.Mode = if let bytes { .stall(port: serverPort, bytes: bytes) } else { .silent }
        let relay = try await Relay(mode, folder: folder.path)
        let start = ContinuousClock.now
        let error = await failure(try access(port: relay.port, timeout: .seconds(3)))
        #expect(error?.code == .timedOut, "\(String(describing: error))")
        #expect(ContinuousClock.now - start < .seconds(60))
    }

    @Test("a connection that is reset at the start or in the middle of a pack is told as unreachable", arguments: [0, 20_000])
    func reset(bytes: Int) async throws {
        let relay = try await Relay(.reset(port: serverPort, bytes: bytes), folder: folder.path)
        let error = await failure(try access(port: relay.port))
        #expect(error?.code == .unreachable, "\(String(describing: error))")
    }

    @Test("a redirect to another host is not followed and gets no credentials", arguments: [301, 302, 307])
    func redirect(status: Int) async throws {
        let elsewhere = try LoopbackServer { _ in .text("") }
        let redirecting = try LoopbackServer { request in
            .text("", status: status, headers: [("location", "\(elsewhere.url)\(request.target)")])
        }
        let port = URL(string: redirecting.url)?.port ?? 0
        let error = await failure(try access(port: port, credentials: BasicCredentials(user: "git", password: "planted-canary")))
        #expect(error?.code == .redirected, "\(String(describing: error))")
        #expect(error?.message.contains("redirects are not followed") == true)
        #expect(elsewhere.connectionCount == 0)
        #expect(!"\(String(describing: error))".contains("canary"))
    }

    @Test("a proxy is used for its repository, one that is down or refuses is told, and its password is not")
    func proxy() async throws {
        let relay = try await Relay(.proxy, folder: folder.path)
        var access = try access(port: serverPort, timeout: .seconds(20))
        access.environment["no_proxy"] = "*"
        try access.use(proxy: "http://user:planted-canary@127.0.0.1:\(relay.port)", certificateAuthorities: nil)
        _ = try await fetch(access).get()
        #expect(relay.requests.first?.hasPrefix("GET http://127.0.0.1:\(serverPort)/git/remote.git/info/refs") == true, "\(relay.requests)")
        try access.use(proxy: "http://user:planted-canary@127.0.0.1:1", certificateAuthorities: nil)
        let error = await failure(access)
        #expect(error?.code == .unreachable, "\(String(describing: error))")
        var dumped = ""
        dump(access, to: &dumped)
        #expect(!"\(String(describing: error))\(dumped)".contains("canary"))
    }

    @Test("a certificate counts when the repository's own authorities vouch for it, also through a proxy")
    func certificates() async throws {
        let file = try folder.write("x", to: "file")
        let server = try await TLSFileServer(file: file, folder: folder.path)
        var access = RemoteAccess(
            url: try RemoteURL("\(server.url)/remote.git"), timeout: .seconds(20), environment: ProcessInfo.processInfo.environment)
        let unknown = await failure(access)
        #expect(unknown?.code == .certificateUntrusted, "\(String(describing: unknown))")
        try access.use(proxy: nil, certificateAuthorities: server.certificate)
        #expect(await failure(access)?.code == .repositoryMissing)
        let relay = try await Relay(.proxy, folder: folder.path)
        try access.use(proxy: "http://127.0.0.1:\(relay.port)", certificateAuthorities: server.certificate)
        #expect(await failure(access)?.code == .repositoryMissing)
        #expect(relay.requests.first?.hasPrefix("CONNECT 127.0.0.1:") == true)
    }

    @Test(
        "what is no proxy, and what cannot have one, is refused", arguments: ["", "proxy:3128", "ftp://x", "http://", "http://a b", "http://x/path"])
    func wrongProxies(url: String) throws {
        var access = try access(port: 1)
        #expect { try access.use(proxy: url, certificateAuthorities: nil) } throws: { ($0 as? GitError)?.code == .invalid }
        #expect(throws: GitError.self) { try access.use(proxy: nil, certificateAuthorities: folder.path("missing.pem")) }
        var ssh = RemoteAccess(url: try RemoteURL("git@example.com:x.git"))
        #expect(throws: GitError.self) { try ssh.use(proxy: "http://proxy:1", certificateAuthorities: nil) }
    }

    @Test("a push that a hook refuses is told with its words, without what acts on a terminal", arguments: ["pre-receive", "update"])
    func hooks(name: String) async throws {
        let hook = try folder.write("#!/bin/sh\nprintf 'not on \\033[31ma friday\\n' >&2\nexit 1\n", to: "served/remote.git/hooks/\(name)")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: hook)
        let remote = Remote(try access(port: serverPort, timeout: .seconds(20)))
        let clone = try Repository.create(at: folder.path("clone"))
        let tip = try await remote.fetch(branch: "main", into: clone)
        let author = CommitAuthor(name: "Bot", email: "bot@example.com")
        let made = try #require(try await clone.makeCommit(changing: ["b": [1]], on: tip, message: "more", author: author))
        await #expect { try await remote.push(made, to: "main", from: clone) } throws: { error in
            (error as? GitError)?.code == .pushRefused && "\(error)".contains("a friday") && "\(error)".contains("hook declined")
                && !"\(error)".contains("\u{1B}")
        }
        #expect(try await remote.tip(ofBranch: "main") == tip)
    }

    @Test("a slow server is waited for as long as it makes progress")
    func progress() async throws {
        let hook = try folder.write(
            "#!/bin/sh\nfor i in 1 2 3 4 5 6 7 8; do echo still here >&2; sleep 1; done\n", to: "served/remote.git/hooks/pre-receive")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: hook)
        // lighttpd keeps answers to itself until they are whole, so this one goes through no server.
        let remote = Remote(
            RemoteAccess(url: try RemoteURL(repository), timeout: .seconds(6), environment: ProcessInfo.processInfo.environment))
        let clone = try Repository.create(at: folder.path("clone"))
        let tip = try await remote.fetch(branch: "main", into: clone)
        let author = CommitAuthor(name: "Bot", email: "bot@example.com")
        let made = try #require(try await clone.makeCommit(changing: ["b": [1]], on: tip, message: "more", author: author))
        try await remote.push(made, to: "main", from: clone)
        #expect(try await remote.tip(ofBranch: "main") == made)
    }
}
