import Foundation
import TestSupport
import Testing

/// Runs the examples of docs/commands.md, in their order.
struct DocumentedCommandTests {
    @Test func theExamplesWork() async throws {
        let sandbox = try await SandboxProgram()
        let folder = try TemporaryFolder()
        let root = folder.path + "/repository"
        try await BotProgram.copySample(to: root)
        let page = try String(contentsOfFile: BotProgram.projectRoot + "/docs/commands.md", encoding: .utf8)
        let examples = page.split(separator: "\n").filter { line in
            line.hasPrefix("awspub-bot ") && Self.tested.contains { line.hasPrefix("awspub-bot \($0) ") }
        }
        #expect(examples.count >= 8)
        for example in examples {
            let script = "cd '\(root)' && awspub-bot() { '\(BotProgram.path)' \"$@\"; } && \(example)"
            let ending = try await BotProgram.run("/bin/bash", ["-c", script], BotProgram(environment: sandbox.environment).variables)
            #expect(ending.code == 0, "\(example): \(ending.errors)")
        }
    }

    /// The others run until they are stopped, or have tests of their own.
    private static let tested = ["create", "list", "verify", "publish", "cleanup", "validate"]
}
