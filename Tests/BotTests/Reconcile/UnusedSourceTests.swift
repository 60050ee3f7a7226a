import Bot
import Foundation
import TestSupport
import Testing

/// Copies of sources, which are as large as disks.
struct UnusedSourceTests {
    private func copies(_ stage: BotStage) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: stage.configuration.stateDirectory + "/sources").sorted()
    }

    @Test("a full look removes the copies that no config has any more, and keeps the others")
    func removed() async throws {
        try await BotStage.with(.http) { stage in
            try await ReconcilerTests.with(stage) { reconciler, log in
                try await reconciler.look(full: true)
                try await log.wait("all are published") { $0.count { $0.hasPrefix("published") } == 5 }
                let before = try copies(stage)
                #expect(before.count == 3)
                let others = ["sha256-\(String(repeating: "0", count: 64)).part", "stray"]
                for name in others { try stage.folder.write("x", to: "state/sources/\(name)") }
                try await stage.push([".awspub-bot.yaml": "on_change: replace\n", "a/image.vmdk": "another disk"])
                log.clear()
                try await reconciler.look(full: false)
                try await log.wait("a is published anew") { $0.count { $0.hasPrefix("published a/") } == 2 }
                #expect(try copies(stage).count == 6)
                try await log.wait("the results are pushed") { $0.contains("committed") }
                try await reconciler.look(full: true)
                let after = try copies(stage)
                #expect(after.count == 3 && Set(after).intersection(before).count == 2)
            }
        }
    }
}
