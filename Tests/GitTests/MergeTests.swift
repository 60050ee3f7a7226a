import Foundation
import Git
import TestSupport
import Testing

struct MergeTests {
    private let folder: TemporaryFolder
    private let person: GitFixture

    init() async throws {
        folder = try TemporaryFolder()
        person = try await GitFixture(at: folder.path("work"))
        try await person.commit(["a": "1\n", "b": "1\n", "manifests/x.json": "{}"])
    }

    private var repository: Repository { get throws { try Repository(at: folder.path("work/.git")) } }

    private func id(_ revision: String) async throws -> ObjectID { try await repository.resolve(revision) }

    @Test("what two branches changed is merged as git merges it, and the same twice")
    func merges() async throws {
        try await person.git("switch", "--quiet", "-c", "request")
        try await person.commit(["a": "2\n", "new": "n"])
        try await person.git("switch", "--quiet", "main")
        try await person.commit(["b": "2\n"])
        let (base, head) = (try await id("main"), try await id("request"))
        let repository = try repository
        guard case .merged(let made) = try await repository.merge(head, into: base) else { return #expect(Bool(false), "it conflicts") }
        #expect(try await repository.merge(head, into: base) == .merged(made))
        try await person.git("merge", "--quiet", "--no-edit", "request")
        #expect(try await repository.commit(made).tree == repository.commit(id("main")).tree)
        #expect(try await repository.commit(made).parents == [base, head])
    }

    @Test("a commit that builds on the other, or is part of it, is the outcome itself")
    func fastForward() async throws {
        let old = try await id("main")
        try await person.commit(["a": "2\n"])
        let new = try await id("main")
        #expect(try await repository.merge(new, into: old) == .merged(new))
        #expect(try await repository.merge(old, into: new) == .merged(new))
    }

    @Test("what both changed, or one changed and the other deleted, is told by its paths")
    func conflicts() async throws {
        try await person.git("switch", "--quiet", "-c", "request")
        try await person.commit(["a": "2\n", "b": nil])
        try await person.git("switch", "--quiet", "main")
        try await person.commit(["a": "3\n", "b": "2\n"])
        #expect(try await repository.merge(id("request"), into: id("main")) == .conflicts(["a", "b"]))
    }

    @Test("branches without a common commit are merged, too")
    func unrelated() async throws {
        try await person.git("switch", "--quiet", "--orphan", "other")
        try await person.commit(["c": "1"])
        guard case .merged(let made) = try await repository.merge(id("other"), into: id("main")) else { return #expect(Bool(false), "it conflicts") }
        #expect(try await repository.entries(of: made).map(\.path) == ["a", "b", "c", "manifests/x.json"])
    }

    @Test("a folder is taken from another commit, all else stays, and both are parents")
    func folderOfAnother() async throws {
        try await person.git("switch", "--quiet", "-c", "results")
        try await person.commit(["manifests/x.json": "{1}", "manifests/sub/y.json": "{}", "a": "only here"])
        try await person.git("switch", "--quiet", "main")
        try await person.commit(["a": "2\n", "manifests/old.json": "{}"])
        let (main, results) = (try await id("main"), try await id("results"))
        let author = CommitAuthor(name: "Bot", email: "bot@example.com")
        let made = try await repository.makeCommit(
            of: main, with: "manifests", of: results, parents: [results, main], message: "m", author: author, signer: nil)
        let show: (String) async throws -> String = { try await person.git("show", "\(made.hex):\($0)") }
        #expect(try await repository.entries(of: made).map(\.path) == ["a", "b", "manifests/sub/y.json", "manifests/x.json"])
        #expect(try await (show("a"), show("manifests/x.json")) == ("2", "{1}"))
        #expect(try await repository.commit(made).parents == [results, main])
        let without = try await repository.makeCommit(
            of: main, with: "nowhere", of: results, parents: [main], message: "m", author: author, signer: nil)
        #expect(try await repository.commit(without).tree == repository.commit(main).tree)
    }

    @Test("going back from results, the last commit that changed something else is found")
    func lastOther() async throws {
        let person = person
        try await person.commit(["a": "2\n"], "by a person")
        let wanted = try await id("main")
        for number in 0..<3 { try await person.commit(["manifests/x.json": "\(number)"], "results") }
        #expect(try await repository.lastCommit(changingOutside: "manifests", from: id("main")) == wanted)
        #expect(try await repository.lastCommit(changingOutside: "manifests", from: id("main"), limit: 1) == id("main~1"))
        #expect(try await repository.lastCommit(changingOutside: "other", from: id("main")) == id("main"))
        try await person.commit([:], "empty")
        #expect(try await repository.lastCommit(changingOutside: "manifests", from: id("main")) == wanted)
    }

    @Test("a reference of any kind is fetched, and a name that could be an option or a pattern is not")
    func references() async throws {
        try await person.git("update-ref", "refs/pull/7/head", "main")
        let clone = try Repository.create(at: folder.path("clone.git"))
        let remote = Remote(RemoteAccess(url: try RemoteURL(folder.path("work")), environment: ProcessInfo.processInfo.environment))
        let fetched = try await remote.fetch(reference: "refs/pull/7/head", to: "refs/requests/7", into: clone)
        #expect(try await id("main") == fetched)
        #expect(try await clone.commit(ofReference: "refs/requests/7") == fetched)
        #expect(try await remote.references(matching: "refs/pull/*/head") == ["refs/pull/7/head": fetched])
        try await clone.removeReferences(under: "refs/requests", except: ["refs/requests/7"])
        #expect(try await clone.commit(ofReference: "refs/requests/7") == fetched)
        try await clone.removeReferences(under: "refs/requests")
        #expect(try await clone.commit(ofReference: "refs/requests/7") == nil)
        for name in ["--upload-pack=x", "refs/pull/*/head", "refs/pull/8/head"] {
            await #expect(throws: GitError.self) { _ = try await remote.fetch(reference: name, to: "refs/requests/8", into: clone) }
        }
    }
}
