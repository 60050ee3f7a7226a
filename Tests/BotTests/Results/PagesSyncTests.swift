import Bot
import ConfigDiff
import Foundation
import Git
import TestSupport
import Testing

/// The pages in results commits, with a real remote.
struct PagesSyncTests {
    private func files(_ stage: BotStage) async throws -> Set<String> {
        let list = try await GitFixture.git(["ls-tree", "-r", "--name-only", "main", "manifests"], in: stage.remote)
        return Set(list.split(separator: "\n").map(String.init).filter { $0.hasSuffix(".md") })
    }

    private func page(_ path: String, _ stage: BotStage) async throws -> String {
        try await GitFixture.git(["show", "main:manifests/\(path)"], in: stage.remote)
    }

    @Test("pages come with results and never alone; they follow what changes and go when they are switched off")
    func pages() async throws {
        try await BotStage.with(.http) { stage in
            let all = Set(["", "a/config.yaml/", "b/config.yaml/", "c/config.yaml/"].map { "manifests/\($0)README.md" })
            _ = try await stage.sync()
            #expect(try await files(stage) == all)
            #expect(try await page("README.md", stage).contains("Units: 5 in 3 configs (5 published)."))
            #expect(try await page("a/config.yaml/README.md", stage).contains("[Definition](../../../a/config.yaml)"))
            #expect(try await stage.sync().commit == nil)

            // What a person makes of a page is no result; the next results are, and only pages that they are about are written.
            let other = try await page("b/config.yaml/README.md", stage)
            try await stage.push(["manifests/c/config.yaml/README.md": "mine\n"])
            #expect(try await stage.sync().commit == nil)
            try await stage.push(["c/image.vmdk": "another disk c"])
            #expect(try await stage.sync().commit != nil)
            let changed = try await page("c/config.yaml/README.md", stage)
            #expect(changed.contains("- the source is another: "))
            #expect(try await page("b/config.yaml/README.md", stage) == other)

            try await stage.push([".awspub-bot.yaml": "pages: false\n"])
            #expect(try await stage.sync().commit == nil)
            try await stage.push(["c/image.vmdk": "a third disk c"])
            #expect(try await stage.sync().commit != nil)
            #expect(try await files(stage) == [])
            // The first results after they are wanted again bring them all.
            try await stage.push([".awspub-bot.yaml": nil, "c/image.vmdk": "a fourth disk c"])
            #expect(try await stage.sync().commit != nil)
            #expect(try await files(stage) == all)
        }
    }

    @Test("the page of a config goes with its last manifest")
    func removed() async throws {
        try await BotStage.with(.http) { stage in
            try await stage.push([".awspub-bot.yaml": "prune: {mode: deregister}\n"])
            _ = try await stage.sync()
            try await stage.push(["c/config.yaml": nil])
            for _ in 0..<3 { _ = try await stage.sync() }
            #expect(try await !files(stage).contains("manifests/c/config.yaml/README.md"))
            let index = try await page("README.md", stage)
            #expect(index.contains("Units: 4 in 2 configs (4 published)."))
            #expect(!index.contains("c/config.yaml"))
            #expect(try await stage.sync().commit == nil)
        }
    }
}
