import AWSSandbox
import Foundation
import TestSupport
import Testing

/// The program killed before and after every git process of a whole publication, and started again.
struct GitKillTests {
    @Test("killed before or after any git process, the next run comes to the same manifests, with nothing made twice and no result lost")
    func everyProcess() async throws {
        let folder = try TemporaryFolder()
        let template = try await PublicationStage.makeTemplate(in: folder)
        let (calls, undisturbed) = try await PublicationStage.with(template) { stage in
            let git = try KillingGit(in: stage.path("bin"), nil)
            let program = try stage.start(path: git.path)
            try #require(try await program.end() == 0, "\(program.written)")
            return (git.count, stage.facts)
        }
        try #require(calls >= 4)
        _ = try await KillingGit.Moment.all(calls).concurrently(3) { moment in
            try await PublicationStage.with(template) { stage in try await self.check(stage, moment, undisturbed) }
        }
    }

    private func check(_ stage: PublicationStage, _ moment: KillingGit.Moment, _ undisturbed: PublicationFacts) async throws {
        let first = try stage.start(path: KillingGit(in: stage.path("bin"), moment).path)
        #expect(try await first.end() == 9, "it is not killed \(moment): \(first.written)")
        let second = try stage.start()
        #expect(try await second.end() == 0, "killed \(moment): \(second.written)")
        let (missing, surplus) = (undisturbed.surplus(over: stage.facts), stage.facts.surplus(over: undisturbed))
        #expect(missing.isEmpty && surplus.isEmpty, "killed \(moment): missing \(missing), surplus \(surplus)")
        let subjects = try await GitFixture.git(["log", "--format=%s", "main"], in: stage.remote).split(separator: "\n")
        #expect(subjects.filter { $0.hasPrefix("results: ") }.count == 1, "killed \(moment): \(subjects)")
        let files = try await GitFixture.git(["ls-tree", "-r", "--name-only", "main", "manifests/"], in: stage.remote).split(separator: "\n")
        let names = files.map { $0.split(separator: "/").last ?? "" }
        #expect(names == [".state.json", "README.md", "README.md", "edge.json", "stable.json"], "killed \(moment)")
        #expect(try await GitFixture.git(["fsck", "--no-dangling"], in: stage.remote).isEmpty)
    }
}
