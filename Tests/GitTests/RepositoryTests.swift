import Foundation
import Git
import TestSupport
import Testing

struct RepositoryTests {
    private let folder: TemporaryFolder
    private let person: GitFixture

    init() async throws {
        folder = try TemporaryFolder()
        person = try await GitFixture(at: folder.path("work"))
    }

    private func repository() throws -> Repository { try Repository(at: folder.path("work/.git")) }

    @Test("files of a commit are listed with their kinds and read within a limit")
    func entries() async throws {
        try await person.commit(["a.yaml": "one", "images/ü b/config.yaml": "two"])
        try FileManager.default.createSymbolicLink(atPath: folder.path("work/link"), withDestinationPath: "/etc/passwd")
        let head = try await person.commit([:])
        let repository = try repository()
        let id = try await repository.resolve("main")
        #expect(id.hex == head)
        let entries = try await repository.entries(of: id)
        #expect(entries.map(\.path) == ["a.yaml", "images/ü b/config.yaml", "link"])
        #expect(entries.map(\.kind) == [.file, .file, .link])
        #expect(try await repository.blob(entries[1].id, limit: 3) == Array("two".utf8))
        await #expect { try await repository.blob(entries[1].id, limit: 2) } throws: { ($0 as? GitError)?.code == .tooLarge }
        #expect(try await repository.entry(at: "images/ü b/config.yaml", of: id)?.id == entries[1].id)
        #expect(try await repository.entry(at: "../etc/passwd", of: id) == nil)
        #expect(try await repository.entry(at: "missing", of: id) == nil)
    }

    @Test("two commits are compared file by file")
    func changes() async throws {
        let old = try await person.commit(["keep": "k", "change": "1", "remove": "r"])
        let new = try await person.commit(["change": "2", "remove": nil, "add": "a"])
        let repository = try repository()
        let changes = try await repository.changes(from: repository.resolve(old), to: repository.resolve(new))
        #expect(changes.map(\.path) == ["add", "change", "remove"])
        #expect(changes.map { $0.old == nil } == [true, false, false])
        #expect(changes.map { $0.new == nil } == [false, false, true])
    }

    @Test("revisions are resolved, and what is none is refused", arguments: ["", "nonsense", "HEAD~9", "--help"])
    func wrongRevisions(revision: String) async throws {
        try await person.commit(["a": "1"])
        let repository = try repository()
        await #expect(throws: GitError.self) { try await repository.resolve(revision) }
    }

    @Test("a commit is made without a checkout, and none when nothing would change")
    func makeCommit() async throws {
        let head = try await person.commit(["a/b.txt": "1", "c": "2"])
        let repository = try repository()
        let parent = try await repository.resolve(head)
        let author = CommitAuthor(name: "Bot", email: "bot@example.com")
        let made = try #require(
            try await repository.makeCommit(
                changing: ["a/b.txt": nil, "a/new/x": Array("3".utf8), "missing": nil], on: parent,
                message: "results\n\nbody\n\nRun: 1\nUnit: ok x\n",
                author: author))
        #expect(try await repository.entries(of: made).map(\.path) == ["a/new/x", "c"])
        let commit = try await repository.commit(made)
        #expect(commit.parents == [parent])
        #expect(commit.author == "Bot")
        #expect(commit.subject == "results")
        #expect(commit.trailers.map(\.key) == ["Run", "Unit"])
        #expect(try await repository.makeCommit(changing: ["c": Array("2".utf8)], on: parent, message: "same", author: author) == nil)
        #expect(try await repository.isAncestor(parent, of: made))
        #expect(try await !repository.isAncestor(made, of: parent))
        #expect(try await GitFixture.git(["fsck", "--strict", "--no-dangling"], in: folder.path("work")).isEmpty)
    }

    @Test("paths that lead out of a repository are refused", arguments: ["../x", "/x", "a/../b", ".git/config", "a/.GIT/x", "a//b", "a\nb", ""])
    func hostilePaths(path: String) async throws {
        let repository = try Repository.create(at: folder.path("bare"))
        await #expect {
            try await repository.makeCommit(changing: [path: [1]], on: nil, message: "x", author: CommitAuthor(name: "a", email: "b"))
        } throws: {
            ($0 as? GitError)?.code == .invalid
        }
    }

    @Test("a reference moves only from where it is expected to be")
    func references() async throws {
        let first = try await person.commit(["a": "1"])
        let second = try await person.commit(["a": "2"])
        let repository = try repository()
        let (old, new) = (try await repository.resolve(first), try await repository.resolve(second))
        try await repository.setReference("refs/x", to: old, expecting: nil)
        await #expect(throws: GitError.self) { try await repository.setReference("refs/x", to: new, expecting: nil) }
        await #expect(throws: GitError.self) { try await repository.setReference("refs/x", to: new, expecting: new) }
        try await repository.setReference("refs/x", to: new, expecting: old)
        #expect(try await repository.commit(ofReference: "refs/x") == new)
        #expect(try await repository.commit(ofReference: "refs/y") == nil)
    }
}
