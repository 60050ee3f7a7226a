import ArgumentParser
import CanonicalJSON
import Digest
import Foundation
import ImageConfig
import Logging

/// `validate CONFIG…`: checks configs and says everything that is wrong with them.
struct ValidateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate", abstract: "Check configs: all errors at once, with line, column and what would be right.",
        discussion: "Exits 0 when all are valid and 3 when one is not.")

    @Argument(help: "Config files.", completion: .file(extensions: ["yaml", "yml"]))
    var configs: [String]

    @Option(name: .customLong("config-mapping"), help: "The template values of the config. Without it, CONFIG.mapping is used where it exists.")
    var mapping: String?

    @Flag(help: "Print the normalised config with its derived values as JSON.")
    var json = false

    func validate() throws {
        if mapping != nil, configs.count > 1 { throw ValidationError("--config-mapping goes with one config; others have theirs beside them") }
    }

    func run() async throws {
        var summaries: [JSON] = []
        var isValid = true
        for path in configs {
            do {
                let loaded = try LoadedConfig(path: path, mappingPath: mapping ?? conventionalMapping(of: path))
                report(loaded.warnings)
                let source = try await FileDigest.compute(path: loaded.config.source.path)
                summaries.append(loaded.summary(sourceSHA256: source.whole))
            } catch let problems as ConfigProblems {
                report(problems.diagnostics)
                isValid = false
            } catch let error as FileDigestError {
                report([Diagnostic(file: path, line: 1, column: 1, keyPath: "awspub.source.path", message: "the source cannot be read: \(error)")])
                isValid = false
            }
        }
        if json, isValid { try StandardOutput.write((configs.count == 1 ? summaries[0] : .array(summaries)).prettyText + "\n") }
        if !isValid { throw CommandFailure(.invalidConfig) }
    }

    private func conventionalMapping(of path: String) -> String? {
        let mapping = path + LoadedConfig.mappingSuffix
        return FileManager.default.fileExists(atPath: mapping) ? mapping : nil
    }

    private func report(_ diagnostics: [Diagnostic]) {
        for diagnostic in diagnostics { StandardError.tell("\(diagnostic)", level: .info) }
    }
}
