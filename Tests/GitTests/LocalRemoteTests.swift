import Foundation
import Git
import TestSupport
import Testing

struct LocalRemoteTests {
    private let folder: TemporaryFolder
    private let person: GitFixture

    init() async throws {
        folder = try TemporaryFolder()
        person = try await GitFixture(at: folder.path("work"))
    }

    private func remote(_ url: String) throws -> Remote {
        Remote(RemoteAccess(url: try RemoteURL(url), environment: ProcessInfo.processInfo.environment))
    }

    @Test("a branch is looked at, fetched, added to and pushed")
    func roundTrip() async throws {
        let head = try await person.commit(["a": "1"])
        try await person.makeRemote(at: folder.path("remote.git"))
        let remote = try remote(folder.path("remote.git"))
        let clone = try Repository.create(at: folder.path("clone"))
        #expect(try await remote.tip(ofBranch: "main").hex == head)
        let tip = try await remote.fetch(branch: "main", into: clone)
        #expect(tip.hex == head)
        let made = try #require(
            try await clone.makeCommit(changing: ["b": [0x32]], on: tip, message: "more", author: CommitAuthor(name: "Bot", email: "b@example.com")))
        try await remote.push(made, to: "main", from: clone)
        #expect(try await remote.tip(ofBranch: "main") == made)
    }

    @Test("a push onto commits that were not seen is refused and changes nothing")
    func notFastForward() async throws {
        try await person.commit(["a": "1"])
        try await person.makeRemote(at: folder.path("remote.git"))
        let remote = try remote(folder.path("remote.git"))
        let clone = try Repository.create(at: folder.path("clone"))
        let tip = try await remote.fetch(branch: "main", into: clone)
        let other = try await person.commit(["c": "3"])
        try await person.git("push", "--quiet", "origin", "main")
        let made = try #require(
            try await clone.makeCommit(changing: ["b": [0x32]], on: tip, message: "more", author: CommitAuthor(name: "Bot", email: "b@example.com")))
        await #expect { try await remote.push(made, to: "main", from: clone) } throws: { ($0 as? GitError)?.code == .notFastForward }
        #expect(try await remote.tip(ofBranch: "main").hex == other)
    }

    @Test("an empty repository, a missing branch and no repository are told apart")
    func absences() async throws {
        _ = try Repository.create(at: folder.path("empty.git"))
        try await person.commit(["a": "1"])
        try await person.makeRemote(at: folder.path("remote.git"))
        await #expect { try await remote(folder.path("empty.git")).tip(ofBranch: "main") } throws: { ($0 as? GitError)?.code == .emptyRepository }
        await #expect { try await remote(folder.path("remote.git")).tip(ofBranch: "other") } throws: {
            ($0 as? GitError)?.code == .branchMissing && "\($0)".contains("main")
        }
        await #expect { try await remote(folder.path("nothing")).tip(ofBranch: "main") } throws: { ($0 as? GitError)?.code == .repositoryMissing }
    }

    @Test(
        "what is no URL is refused",
        arguments: [
            "", "-u", "--upload-pack=x", "ext::sh -c id", "https://", "http://a\nb", "ssh://-oProxyCommand=x/y", "-a@b:c", "x",
            "ssh://a:s3cret@b/c", "ftp://a:s3cret@b/c", "a:s3cret@b", "https://a:s3cret@",
        ])
    func wrongURLs(url: String) {
        #expect { try RemoteURL(url) } throws: { ($0 as? GitError)?.code == .invalid && !"\($0)".contains("s3cret") }
    }

    @Test("credentials in a URL work and are never shown")
    func strippedURLs() throws {
        let url = try RemoteURL("https://user:s3cret@example.com/x.git")
        #expect(url.text == "https://example.com/x.git")
        var dumped = "\(url)"
        dump(url, to: &dumped)
        #expect(!dumped.contains("s3cret"))
        #expect(try RemoteURL("git@example.com:x.git").transport == .ssh)
    }

    @Test("names that are no branches are refused", arguments: ["", "-x", "a..b", "a b", "a~1", "/a", "a.lock", "a:b"])
    func wrongBranches(branch: String) async throws {
        let remote = try remote(folder.path)
        await #expect { try await remote.tip(ofBranch: branch) } throws: { ($0 as? GitError)?.code == .invalid }
    }
}
