import ConfigDiff
import Git
import RepoWatcher
import TestSupport
import Testing

@testable import Bot

/// The pages that a results commit has, as the tip is.
struct ResultsCommitTests {
    private struct Stage {
        let person: GitFixture
        let repository: Repository
        let view: BranchView
        let withoutResults: BranchView

        /// Returns the index as a commit on what the person has would have it.
        func index(_ manifest: Manifest, seenResults: Bool = true) async throws -> String? {
            let changes = try await changes(manifest, seenResults: seenResults)
            return (changes?.files["manifests/README.md"] ?? nil).map { String(decoding: $0, as: UTF8.self) }
        }

        func changes(_ manifest: Manifest, seenResults: Bool = true) async throws -> ResultsCommitter.Changes? {
            let hex = try await person.git("rev-parse", "HEAD")
            let commit = ResultsCommit(
                results: [manifest], view: seenResults ? view : withoutResults, place: .followedBranch, runs: [manifest.unit: "run-1"],
                processed: nil)
            return try await commit.changes(on: ObjectID(hex: hex), repository: repository)
        }
    }

    private func with(_ body: (Stage) async throws -> Void) async throws {
        let folder = try TemporaryFolder()
        let person = try await GitFixture(at: folder.path("work"))
        try await person.commit(Self.file(Self.manifest("a.yaml")))
        let repository = try Repository(at: folder.path("work/.git"))
        let commit = try #require(ObjectID(hex: try await person.git("rev-parse", "HEAD")))
        let reader = SnapshotReader(repository: repository)
        let view = try await BranchView(at: commit, results: commit, reader: reader)
        let other = try await BranchView(at: commit, results: nil, reader: reader)
        try await body(Stage(person: person, repository: repository, view: view, withoutResults: other))
        withExtendedLifetime(folder) {}
    }

    private static func manifest(_ config: String, _ status: Manifest.Status = .published) -> Manifest {
        ResultPagesTests.manifest(config, "g", status, images: ["i": ["us-east-1": "ami-1"]])
    }

    private static func file(_ manifest: Manifest) -> [String: String?] {
        [manifest.unit.manifestPath(in: "manifests"): String(decoding: manifest.bytes, as: UTF8.self)]
    }

    @Test("the index is right for the tip, also when others brought or took results since the last look")
    func movedTip() async throws {
        try await with { stage in
            let new = Self.manifest("b.yaml")
            #expect(try await stage.index(new)?.contains("Units: 2 in 2 configs (2 published).") == true)
            try await stage.person.commit(Self.file(Self.manifest("c.yaml", .incomplete)))
            #expect(try await stage.index(new)?.contains("Units: 3 in 3 configs (1 incomplete, 2 published).") == true)
            #expect(try await stage.index(new, seenResults: false)?.contains("Units: 3 in 3 configs (1 incomplete, 2 published).") == true)
            try await stage.person.commit(["manifests/a.yaml/g.json": nil])
            #expect(try await stage.index(new)?.contains("Units: 2 in 2 configs (1 incomplete, 1 published).") == true)
        }
    }

    @Test("the message names the run of each unit")
    func runs() async throws {
        try await with { stage in
            let message = try #require(try await stage.changes(Self.manifest("b.yaml"))).message
            #expect(message.hasSuffix("\nRun: run-1\nUnit: published manifests/b.yaml/g.json\n"), "\(message)")
        }
    }

    @Test("where history was rewritten, everything is read anew")
    func rewritten() async throws {
        try await with { stage in
            try await stage.person.git("checkout", "--quiet", "--orphan", "other")
            try await stage.person.commit(Self.file(Self.manifest("c.yaml")))
            try await stage.person.commit(["manifests/a.yaml/g.json": nil])
            #expect(try await stage.index(Self.manifest("b.yaml"))?.contains("Units: 2 in 2 configs (2 published).") == true)
        }
    }

    @Test("what is no news has no pages, even where there are none")
    func noNews() async throws {
        try await with { stage in
            var same = Self.manifest("a.yaml")
            same.configCommit = "another"
            let changes = try await stage.changes(same)
            #expect(changes == nil)
        }
    }

    @Test("a page that cannot be one, since a config has its name, is left out")
    func obstacle() async throws {
        try await with { stage in
            let manifest = Self.manifest("README.md/c.yaml")
            let files = try await stage.changes(manifest)?.files.keys.sorted()
            #expect(
                files == ["manifests/README.md/c.yaml/README.md", "manifests/README.md/c.yaml/g.json", "manifests/a.yaml/README.md"])
        }
    }
}
