import Foundation
import Git
import TestSupport
import Testing

/// Remotes behind a real HTTP server and a real sshd.
struct NetworkRemoteTests {
    private let folder: TemporaryFolder
    private let person: GitFixture
    private let repository: String

    init() async throws {
        folder = try TemporaryFolder()
        person = try await GitFixture(at: folder.path("work"))
        try await person.commit(["a": "1"])
        repository = folder.path("served/remote.git")
        try await person.makeRemote(at: repository)
        try await GitHTTPServer.allowPush(to: repository)
    }

    private func access(
        _ url: String, credentials: BasicCredentials? = nil, sshKey: String? = nil, knownHosts: String? = nil, timeout: Duration = .seconds(20)
    ) throws -> RemoteAccess {
        RemoteAccess(
            url: try RemoteURL(url), credentials: credentials, sshKey: sshKey, knownHosts: knownHosts, timeout: timeout,
            environment: ProcessInfo.processInfo.environment)
    }

    /// Looks, fetches, and pushes a commit of its own.
    private func roundTrip(_ access: RemoteAccess) async throws {
        let remote = Remote(access)
        let clone = try Repository.create(at: folder.path("clone"))
        let tip = try await remote.fetch(branch: "main", into: clone)
        #expect(try await remote.tip(ofBranch: "main") == tip)
        let author = CommitAuthor(name: "Bot", email: "bot@example.com")
        let made = try #require(try await clone.makeCommit(changing: ["b": [0x32]], on: tip, message: "more", author: author))
        try await remote.push(made, to: "main", from: clone)
        #expect(try await remote.tip(ofBranch: "main") == made)
    }

    private func code(_ access: RemoteAccess) async -> GitError.Code? {
        do {
            _ = try await Remote(access).tip(ofBranch: "main")
            return nil
        } catch { return (error as? GitError)?.code }
    }

    @Test("http without authentication")
    func plainHTTP() async throws {
        let server = try await GitHTTPServer(root: folder.path("served"))
        try await roundTrip(access("\(server.url)/remote.git"))
        #expect(try await code(access("\(server.url)/missing.git")) == .repositoryMissing)
        withExtendedLifetime(server) {}
    }

    @Test("http with a token, in the URL or beside it; wrong ones are refused and never shown")
    func authenticatedHTTP() async throws {
        let server = try await GitHTTPServer(root: folder.path("served"), user: ("git", "s3cret-token"))
        let url = "\(server.url)/remote.git"
        try await roundTrip(access(url, credentials: BasicCredentials(user: "git", password: "s3cret-token")))
        #expect(try await code(access(url.replacing("http://", with: "http://git:s3cret-token@"))) == nil)
        #expect(try await code(access(url)) == .accessDenied)
        let wrong = try access(url.replacing("http://", with: "http://git:planted-canary@"))
        await #expect { try await Remote(wrong).tip(ofBranch: "main") } throws: { error in
            (error as? GitError)?.code == .accessDenied && !"\(error)".contains("canary") && !String(reflecting: error).contains("canary")
        }
    }

    @Test("ssh with a key; another key, an unknown host and a changed host key are refused")
    func ssh() async throws {
        try FileManager.default.createDirectory(atPath: folder.path("ssh"), withIntermediateDirectories: true)
        let server = try await SSHServer(folder: folder.path("ssh"))
        let url = server.url(of: repository)
        try await roundTrip(access(url, sshKey: server.clientKey, knownHosts: server.knownHosts))
        try await SSHServer.makeKey(at: folder.path("other"))
        #expect(try await code(access(url, sshKey: folder.path("other"), knownHosts: server.knownHosts)) == .accessDenied)
        #expect(try await code(access(url, sshKey: server.clientKey, knownHosts: folder.path("none"))) == .hostKeyUnknown)
        let other = try String(contentsOfFile: folder.path("other.pub"), encoding: .utf8)
        let changed = try folder.write("[127.0.0.1]:\(server.port) \(other)", to: "changed_hosts")
        #expect(try await code(access(url, sshKey: server.clientKey, knownHosts: changed)) == .hostKeyChanged)
        #expect(
            try await code(access(server.url(of: folder.path("missing")), sshKey: server.clientKey, knownHosts: server.knownHosts))
                == .repositoryMissing)
    }

    @Test("a push that a hook on the server refuses is told with the hook's words")
    func refusedPush() async throws {
        let hook = try folder.write("#!/bin/sh\necho not on a friday >&2\nexit 1\n", to: "served/remote.git/hooks/pre-receive")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: hook)
        let server = try await GitHTTPServer(root: folder.path("served"))
        await #expect { try await roundTrip(access("\(server.url)/remote.git")) } throws: { ($0 as? GitError)?.code == .pushRefused }
    }

    @Test("a server that never answers is given up at the deadline, with no child left and no secret in an argument")
    func silence() async throws {
        let server = try LoopbackServer { _ in .silence }
        let slow = try access(
            "\(server.url)/remote.git", credentials: BasicCredentials(user: "git", password: "planted-canary"), timeout: .seconds(5))
        let clone = try Repository.create(at: folder.path("clone"))
        async let outcome = fetchCode(slow, into: clone)
        var during: [String] = []
        for _ in 0..<80 where during.isEmpty {
            try await Task.sleep(for: .milliseconds(50))
            during = ProcessList.commandLines(mentioning: server.url)
        }
        #expect(!during.isEmpty)
        #expect(!during.contains { $0.contains("canary") })
        #expect(await outcome == .timedOut)
        for _ in 0..<100 where ProcessList.commandLines(mentioning: server.url) != [] { try await Task.sleep(for: .milliseconds(100)) }
        #expect(ProcessList.commandLines(mentioning: server.url) == [])
        #expect(await code(slow) == .timedOut)
    }

    private func fetchCode(_ access: RemoteAccess, into clone: Repository) async -> GitError.Code? {
        do {
            _ = try await Remote(access).fetch(branch: "main", into: clone)
            return nil
        } catch { return (error as? GitError)?.code }
    }

    @Test("where nothing listens is told as unreachable")
    func unreachable() async throws {
        #expect(try await code(access("http://127.0.0.1:1/x.git")) == .unreachable)
        #expect(try await code(access("ssh://git@127.0.0.1:1/x.git", knownHosts: folder.path("none"))) == .unreachable)
    }
}
