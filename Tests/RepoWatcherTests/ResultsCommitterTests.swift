import Foundation
import Git
import RepoWatcher
import TestSupport
import Testing

struct ResultsCommitterTests {
    private let folder: TemporaryFolder
    private let person: GitFixture
    private let follower: BranchFollower

    init() async throws {
        folder = try TemporaryFolder()
        person = try await GitFixture(at: folder.path("work"))
        try await person.commit(["a": "1"])
        try await person.makeRemote(at: folder.path("remote.git"))
        let remote = Remote(RemoteAccess(url: try RemoteURL(folder.path("remote.git")), environment: ProcessInfo.processInfo.environment))
        follower = try await BranchFollower(remote: remote, branch: "main", directory: StateDirectory(at: folder.path("state")))
    }

    private var committer: ResultsCommitter {
        ResultsCommitter(
            follower: follower, target: .results(folder: "manifests"), author: CommitAuthor(name: "Bot", email: "bot@example.com"),
            delay: .milliseconds(1))
    }

    @Test("results are pushed on top of the tip, and nothing is when nothing changes")
    func commits() async throws {
        let changes = ResultsCommitter.Changes(files: ["manifests/x.json": Array("{}".utf8)], message: "results")
        let made = try #require(try await committer.commit { _, _ in changes })
        #expect(try await follower.remote.tip(ofBranch: "main") == made)
        #expect(try await committer.commit { _, _ in changes } == nil)
        #expect(try await committer.commit { _, _ in nil } == nil)
        #expect(try await follower.poll() == made)
    }

    @Test("who looks at the branch and who commits results do not get in each other's way")
    func looksBesideCommits() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<4 {
                group.addTask { [follower] in for _ in 0..<5 { _ = try await follower.fetch() } }
                group.addTask { [committer] in
                    _ = try await committer.commit { _, _ in .init(files: ["manifests/\(number).json": Array("{}".utf8)], message: "results") }
                }
            }
            try await group.waitForAll()
        }
        let history = try await GitFixture.git(["log", "--format=%s", "main"], in: folder.path("remote.git"))
        #expect(history.split(separator: "\n").count == 5)
    }

    @Test("when a person pushes in between, both commits stay and the results are built for the new tip")
    func race() async throws {
        let tips = Tips()
        let made = try await committer.commit { [person] tip, _ in
            if await tips.add(tip) < 4 {
                try await person.git("fetch", "--quiet", "origin")
                try await person.commit(["b": UUID().uuidString], "person")
                try await person.git("push", "--quiet", "origin", "main")
            }
            return ResultsCommitter.Changes(files: ["manifests/x.json": Array("{}".utf8)], message: "results")
        }
        #expect(try await follower.remote.tip(ofBranch: "main") == made)
        #expect(await tips.all.count == 4)
        let history = try await GitFixture.git(["log", "--format=%s", "main"], in: folder.path("remote.git"))
        #expect(history.split(separator: "\n") == ["results", "person", "person", "person", "change"])
    }

    @Test("a push that a hook refuses is told and not tried again")
    func hook() async throws {
        let hook = try folder.write("#!/bin/sh\necho no results today >&2\nexit 1\n", to: "remote.git/hooks/pre-receive")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: hook)
        let tips = Tips()
        await #expect {
            try await committer.commit { tip, _ in
                _ = await tips.add(tip)
                return ResultsCommitter.Changes(files: ["x": [1]], message: "results")
            }
        } throws: {
            ($0 as? GitError)?.code == .pushRefused
        }
        #expect(await tips.all.count == 1)
    }

    @Test("results have a branch of their own, made with the first of them and made anew after it was deleted")
    func resultsBranch() async throws {
        let follower = try await BranchFollower(
            remote: follower.remote, branch: "main", results: .ownBranch("bot/results"), directory: StateDirectory(at: folder.path("own-state")))
        let committer = ResultsCommitter(
            follower: follower, target: .results(folder: "manifests"), author: CommitAuthor(name: "Bot", email: "bot@example.com"),
            delay: .milliseconds(1))
        let main = try await follower.poll()
        for round in 1...2 {
            #expect(try await follower.pollResults() == nil)
            let first = try await committer.commit { tip, _ in .init(files: ["manifests/x": Array("\(round)".utf8)], message: tip?.hex ?? "first") }
            let second = try await committer.commit { tip, _ in .init(files: ["manifests/y": [1]], message: tip?.hex ?? "first") }
            #expect(try await follower.pollResults(on: main) == second)
            let history = try await GitFixture.git(["log", "--format=%s", "bot/results"], in: folder.path("remote.git"))
            #expect(history.split(separator: "\n").map(String.init) == [first?.hex ?? "", "first"])
            #expect(try await follower.poll() == main)
            try await person.git("push", "--quiet", "origin", ":bot/results")
        }
    }

    @Test("results that people merge build on the followed branch, in a row until they are merged, with what people push in between")
    func proposal() async throws {
        let follower = try await BranchFollower(
            remote: follower.remote, branch: "main", results: .proposal(branch: "bot/results"),
            directory: StateDirectory(at: folder.path("own-state")))
        let committer = ResultsCommitter(
            follower: follower, target: .results(folder: "manifests"), author: CommitAuthor(name: "Bot", email: "bot@example.com"),
            delay: .milliseconds(1))
        func deliver(_ name: String) async throws -> ObjectID {
            try #require(try await committer.commit { _, _ in .init(files: ["manifests/\(name)": [0x31]], message: name) })
        }
        func files() async throws -> [Substring] {
            try await GitFixture.git(["ls-tree", "-r", "--name-only", "bot/results"], in: folder.path("remote.git")).split(separator: "\n")
        }
        let main = try await follower.poll()
        #expect(try await follower.pollResults() == main)
        _ = try await deliver("x")
        let second = try await deliver("y")
        #expect(try await follower.poll() == main)
        #expect(try await follower.pollResults(on: main) == second)
        #expect(try await files() == ["a", "manifests/x", "manifests/y"])

        // A person pushes: the next results take that in, and only ever add.
        try await person.commit(["b": "1"], "person")
        try await person.git("push", "--quiet", "origin", "main")
        let third = try await deliver("z")
        #expect(try await files() == ["a", "b", "manifests/x", "manifests/y", "manifests/z"])
        #expect(
            try await GitFixture.git(["log", "--format=%s", "--first-parent", "bot/results"], in: folder.path("remote.git")).split(separator: "\n")
                == ["z", "merge main into bot/results", "y", "x", "change"])

        // A person merges: there is nothing that waits, and the next results begin on the followed branch.
        try await person.git("fetch", "--quiet", "origin")
        try await person.git("merge", "--quiet", "--no-ff", "-m", "merged", "origin/bot/results")
        try await person.git("push", "--quiet", "origin", "main")
        let merged = try await follower.poll()
        #expect(try await follower.pollResults(on: merged) == merged)
        let fourth = try await deliver("v")
        #expect(try await follower.repository.commit(fourth).parents == [merged])
        #expect(try await follower.repository.isAncestor(third, of: fourth))

        // A person squashes: what was merged and what waits are the same then.
        try await person.git("fetch", "--quiet", "origin")
        try await person.git("merge", "--quiet", "--squash", "origin/bot/results")
        try await person.git("commit", "--quiet", "-m", "squashed")
        try await person.git("push", "--quiet", "origin", "main")
        let squashed = try await follower.poll()
        #expect(try await follower.pollResults(on: squashed) == fourth)
        let fifth = try await deliver("w")
        #expect(try await follower.repository.changes(from: squashed, to: fifth).map(\.path) == ["manifests/w"])
    }

    @Test("eight that commit while a person pushes a hundred commits lose nothing, force nothing, and tell nothing twice")
    func contention() async throws {
        let committer = committer
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<8 {
                group.addTask {
                    for round in 0..<3 {
                        let path = "manifests/\(number)-\(round).json"
                        let made = try await committer.commit { _, _ in .init(files: [path: [0x31]], message: "result \(path)") }
                        #expect(made != nil)
                    }
                }
            }
            group.addTask { [person] in
                for number in 0..<100 {
                    try await person.commit(["notes/\(number)": "x"], "note \(number)")
                    while (try? await person.git("push", "--quiet", "origin", "main")) == nil {
                        try await person.git("pull", "--quiet", "--rebase", "origin", "main")
                    }
                }
            }
            try await group.waitForAll()
        }
        let subjects = try await GitFixture.git(["log", "--format=%s", "main"], in: folder.path("remote.git")).split(separator: "\n")
        #expect(subjects.filter { $0.hasPrefix("result ") }.count == 24)
        #expect(subjects.filter { $0.hasPrefix("note ") }.count == 100)
        #expect(Set(subjects).count == subjects.count)
        let files = try await GitFixture.git(["ls-tree", "-r", "--name-only", "main"], in: folder.path("remote.git")).split(separator: "\n")
        #expect(files.filter { $0.hasPrefix("manifests/") }.count == 24)
        #expect(files.filter { $0.hasPrefix("notes/") }.count == 100)
    }

    private actor Tips {
        private(set) var all: [ObjectID] = []

        func add(_ tip: ObjectID?) -> Int {
            if let tip { all.append(tip) }
            return all.count
        }
    }
}

struct StateDirectoryTests {
    @Test("one process at a time uses a state directory, and the other is told which")
    func lock() throws {
        let folder = try TemporaryFolder()
        let first = try StateDirectory(at: folder.path("state"))
        #expect { try StateDirectory(at: first.path) } throws: { "\($0)".contains("process \(getpid())") }
        let attributes = try FileManager.default.attributesOfItem(atPath: first.path)
        #expect(attributes[.posixPermissions] as? Int == 0o700)
    }

    @Test("what a killed process left in the clone is removed, and a damaged clone is made anew")
    func healing() async throws {
        let folder = try TemporaryFolder()
        let person = try await GitFixture(at: folder.path("work"))
        let head = try await person.commit(["a": "1"])
        let directory = try StateDirectory(at: folder.path("state"))
        let remote = Remote(RemoteAccess(url: try RemoteURL(folder.path("work")), environment: ProcessInfo.processInfo.environment))
        let follower = try await BranchFollower(remote: remote, branch: "main", directory: directory)
        #expect(try await follower.poll().hex == head)
        try folder.write("x", to: "state/clone.git/refs/remotes/origin/main.lock")
        try folder.write("x", to: "state/clone.git/objects/pack/tmp_pack_x")
        _ = try await CloneStore.open(in: directory, environment: ProcessInfo.processInfo.environment)
        #expect(!FileManager.default.fileExists(atPath: folder.path("state/clone.git/refs/remotes/origin/main.lock")))
        #expect(!FileManager.default.fileExists(atPath: folder.path("state/clone.git/objects/pack/tmp_pack_x")))
        try FileManager.default.removeItem(atPath: folder.path("state/clone.git/objects"))
        try folder.write("", to: "state/clone.git/HEAD")
        let healed = try await BranchFollower(remote: remote, branch: "main", directory: directory)
        #expect(try await healed.poll().hex == head)
    }
}
