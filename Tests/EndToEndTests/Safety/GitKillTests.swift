import AWSSandbox
import Foundation
import TestSupport
import Testing

/// The program killed before and after every git process of a whole publication, and started again.
struct GitKillTests {
    /// A moment at which the program is killed.
    private struct Moment: Sendable, CustomStringConvertible {
        /// Which of its git processes, from 1.
        let call: Int
        let isAfter: Bool

        var description: String { "\(isAfter ? "after" : "before") git process \(call)" }
    }

    @Test("killed before or after any git process, the next run comes to the same manifests, with nothing made twice and no result lost")
    func everyProcess() async throws {
        let folder = try TemporaryFolder()
        let template = try await PublicationStage.makeTemplate(in: folder)
        let (calls, undisturbed) = try await PublicationStage.with(template) { stage in
            let program = try stage.start(path: makeGit(in: stage, nil))
            try #require(try await program.end() == 0, "\(program.written)")
            return (count(in: stage), stage.facts)
        }
        try #require(calls >= 4)
        let moments = (1...calls).flatMap { [Moment(call: $0, isAfter: false), Moment(call: $0, isAfter: true)] }
        _ = try await moments.concurrently(3) { moment in
            try await PublicationStage.with(template) { stage in try await self.check(stage, moment, undisturbed) }
        }
    }

    private func check(_ stage: PublicationStage, _ moment: Moment, _ undisturbed: PublicationFacts) async throws {
        let first = try stage.start(path: makeGit(in: stage, moment))
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

    private func count(in stage: PublicationStage) -> Int {
        let text = String(decoding: FileManager.default.contents(atPath: stage.path("bin/count")) ?? Data(), as: UTF8.self)
        return text.split(separator: "\n").count
    }

    /// Puts a program `git` before the real one that counts its runs, and kills who runs it.
    /// - Returns: where programs are looked for.
    private func makeGit(in stage: PublicationStage, _ moment: Moment?) throws -> String {
        let bin = stage.path("bin")
        try FileManager.default.createDirectory(atPath: bin, withIntermediateDirectories: true)
        let script = """
            #!/bin/sh
            echo run >> '\(bin)/count'
            n=$(wc -l < '\(bin)/count')
            [ "$n" -eq \(moment?.call ?? 0) ] && [ \(moment?.isAfter ?? false) = false ] && kill -9 $PPID && exit 1
            /usr/bin/git "$@"
            code=$?
            [ "$n" -eq \(moment?.call ?? 0) ] && kill -9 $PPID
            exit $code

            """
        try Data(script.utf8).write(to: URL(filePath: "\(bin)/git"))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: "\(bin)/git")
        return "\(bin):\(ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")"
    }
}
