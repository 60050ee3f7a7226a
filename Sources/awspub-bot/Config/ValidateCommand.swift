import ArgumentParser
import CanonicalJSON
import Digest
import Foundation
import ImageConfig
import Logging

/// `validate CONFIG…`: checks configs and says everything that is wrong with them.
struct ValidateCommand: LoggingCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate", abstract: "Check configs: all errors at once, with line, column and what would be right.",
        discussion: "Exits 0 when all are valid and 3 when one is not.")

    @Argument(help: "Config files, folders, and globs in quotes.", completion: .file(extensions: ["yaml", "yml"]))
    var configs: [String]

    @Option(name: .customLong("config-mapping"), help: "The template values of the config. Without it, CONFIG.mapping is used where it exists.")
    var mapping: String?

    @Flag(help: "Print the normalised configs with their derived values as JSON.")
    var json = false

    @Option(help: "Print the diagnostics for CI: github (workflow commands), gitlab (code quality report), sarif.")
    var format: DiagnosticFormat?

    @OptionGroup var logging: LoggingOptions

    func validate() throws {
        if mapping != nil, configs.count > 1 { throw ValidationError("--config-mapping goes with one config; others have theirs beside them") }
        if json, format != nil { throw ValidationError("--json and --format do not go together") }
    }

    func run() async throws {
        let files = try ConfigFiles.find(configs)
        let checks = await check(files)
        let diagnostics = checks.flatMap(\.diagnostics)
        if let format {
            try StandardOutput.write(format.text(diagnostics))
        } else {
            let printer = DiagnosticPrinter(hasExcerpts: StandardError.isTerminal && logging.format == .text)
            for diagnostic in diagnostics { printer.tell(diagnostic) }
        }
        guard checks.allSatisfy(\.isValid) else { throw CommandFailure(.invalidConfig) }
        if json {
            let summaries = checks.compactMap(\.summary)
            // One config as an argument gives an object, whatever a folder or a glob finds an array.
            let isSingle = configs == files && files.count == 1
            try StandardOutput.write((isSingle ? summaries[0] : .array(summaries)).prettyText + "\n")
        }
    }

    /// What there is to say about a file.
    private struct Check: Sendable {
        var diagnostics: [Diagnostic] = []
        var summary: JSON?

        var isValid: Bool { !diagnostics.contains { $0.severity == .error } }
    }

    /// Checks all files, as many at a time as there are processors.
    private func check(_ files: [String]) async -> [Check] {
        await withTaskGroup(of: (Int, Check).self) { group in
            var checks = [Check](repeating: Check(), count: files.count)
            for (index, file) in files.enumerated() {
                if index >= ProcessInfo.processInfo.activeProcessorCount * 2, let (done, check) = await group.next() { checks[done] = check }
                group.addTask { (index, await check(file)) }
            }
            for await (done, check) in group { checks[done] = check }
            return checks
        }
    }

    private func check(_ path: String) async -> Check {
        do {
            let loaded = try LoadedConfig(path: path, mappingPath: mapping ?? conventionalMapping(of: path))
            do {
                let source = try await FileDigest.compute(path: loaded.config.source.path)
                return Check(diagnostics: loaded.warnings, summary: loaded.summary(sourceSHA256: source.whole))
            } catch {
                return Check(diagnostics: loaded.warnings + [loaded.sourceDiagnostic("the source cannot be read: \(error)")])
            }
        } catch {
            return Check(diagnostics: error.diagnostics)
        }
    }

    private func conventionalMapping(of path: String) -> String? {
        let mapping = path + LoadedConfig.mappingSuffix
        return FileManager.default.fileExists(atPath: mapping) ? mapping : nil
    }
}
