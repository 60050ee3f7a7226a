import CanonicalJSON
import Foundation
import TestSupport
import Testing

/// The example of a program that uses the engine, and the page about it.
struct EmbeddingTests {
    private static let example = BotProgram.projectRoot + "/Examples/Embedding"
    private static let source = example + "/Sources/Embedding/Embedding.swift"

    @Test func itMakesImagesAndDrawsAReport() async throws {
        let sandbox = try await SandboxProgram()
        let folder = try TemporaryFolder()
        let config = CommandLineTests.sample + "/minimal/config.yaml"
        let program = URL(filePath: BotProgram.path).deletingLastPathComponent().appending(path: "embedding-example").path
        let bot = BotProgram(environment: sandbox.environment)
        let ending = try await BotProgram.run(program, [config, folder.path("run.svg")], bot.variables)
        #expect(ending.code == 0, "\(ending.errors)")
        #expect(ending.output.contains(/sample-minimal us-west-2 ami-[0-9a-f]+/))
        #expect(ending.errors.contains("in us-west-2: copying"))
        #expect(try String(contentsOfFile: folder.path("run.svg"), encoding: .utf8).contains("<title>us-west-2: copying"))
        let failed = try await BotProgram.run(program, ["/nonexistent", folder.path("run.svg")], bot.variables)
        #expect(failed.code == 1)
        #expect(failed.errors.contains("invalid-config: "))
    }

    /// The test above runs the same source as a target of this package, since building the dependencies anew takes minutes.
    @Test func itsPackageUsesTheLibraryAlone() async throws {
        let folder = try TemporaryFolder()
        let arguments = ["package", "--package-path", Self.example, "--scratch-path", folder.path, "dump-package"]
        let ending = try await BotProgram.run("swift", arguments, BotProgram().variables)
        #expect(ending.code == 0, "\(ending.errors)")
        let manifest = try JSON(parsing: ending.output)
        #expect(manifest["dependencies"]?[0]?["fileSystem"]?[0]?["path"]?.stringValue == BotProgram.projectRoot)
        #expect(manifest["targets"]?[0]?["name"] == "Embedding")
        #expect(manifest["targets"]?[0]?["dependencies"]?.arrayValue?.count == 1)
        #expect(manifest["targets"]?[0]?["dependencies"]?[0]?["product"]?[0] == "AWSPubEngine")
        let imports = try lines(of: Self.source).filter { $0.hasPrefix("import ") }
        #expect(imports == ["import AWSPubEngine", "import Foundation"])
    }

    @Test func theCodeOnThePageIsTheExamples() throws {
        let page = try String(contentsOfFile: BotProgram.projectRoot + "/Sources/AWSPubEngine/AWSPubEngine.docc/Embedding.md", encoding: .utf8)
        let code = try (lines(of: Self.source) + lines(of: Self.example + "/Package.swift")).joined(separator: "\n")
        let blocks = page.split(separator: "```swift\n").dropFirst().compactMap { $0.split(separator: "\n```").first }
        #expect(blocks.count >= 7)
        for block in blocks {
            let text = block.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }.joined(separator: "\n")
            #expect(code.contains(text), "\(block)")
        }
    }

    private func lines(of path: String) throws -> [String] {
        try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
    }
}
