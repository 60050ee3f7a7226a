import ArgumentParser
import CanonicalJSON
import Digest
import ImageConfig
import Logging

/// `validate CONFIG…`: checks configs and says everything that is wrong with them.
struct ValidateCommand: LoggingCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate", abstract: "Check configs: all errors at once, with line, column and what would be right.",
        discussion: """
            Folders are searched for YAML files with a top-level key `awspub`. Exits 0 when all configs are valid and 3 when one is not, or
            its source cannot be read.
            """)

    @Argument(help: "Config files, folders, and globs in quotes.", completion: .file(extensions: ["yaml", "yml"]))
    var configs: [String]

    @Option(name: .customLong("config-mapping"), help: "The template values of the config. Without it, CONFIG.mapping is used where it exists.")
    var mapping: String?

    @Flag(
        help: "Print the normalised configs, their derived values and the diagnostics as JSON.")
    var json = false

    @Option(help: "Print the diagnostics for CI: github (workflow commands), gitlab (code quality report), sarif.")
    var format: DiagnosticFormat?

    @OptionGroup var logging: LoggingOptions

    func validate() throws {
        if mapping != nil, configs.count > 1 { throw ValidationError("--config-mapping goes with one config; others have theirs beside them") }
        if json, format != nil { throw ValidationError("--json and --format do not go together") }
    }

    /// Thousands of configs are checked in slices, so that memory does not grow with them.
    private static let sliceSize = 512

    func run() async throws {
        let files = try await ConfigFiles.find(configs)
        var printer = DiagnosticPrinter(hasExcerpts: StandardError.isTerminal && logging.format == .text && !logging.quiet)
        let sources = DigestCache(directory: nil)
        var diagnostics: [Diagnostic] = []
        var results: [JSON] = []
        var isValid = true
        for start in stride(from: 0, to: files.count, by: ValidateCommand.sliceSize) {
            let slice = files[start..<min(files.count, start + ValidateCommand.sliceSize)]
            for var check in await OnThreads.map(slice, { [mapping] in ConfigCheck(path: $0, mapping: mapping) }) {
                if json { results.append(await check.result(sources)) }
                if format != nil {
                    diagnostics += check.diagnostics
                } else {
                    for diagnostic in check.diagnostics { printer.tell(diagnostic) }
                }
                isValid = isValid && check.isValid
            }
        }
        if let format { try StandardOutput.write(format.text(diagnostics)) }
        // One config as an argument gives an object, whatever a folder or a glob finds an array.
        if json { try StandardOutput.write((configs == files && files.count == 1 ? results[0] : .array(results)).prettyText + "\n") }
        guard isValid else { throw CommandFailure(.invalidConfig) }
    }
}

extension ConfigCheck {
    /// Returns what `validate --json` prints of a config: what it means, unless something is wrong, and what there is to say.
    fileprivate mutating func result(_ sources: DigestCache) async -> JSON {
        var members: [String: JSON] = [:]
        do {
            if let loaded { members = loaded.summary(sourceSHA256: try await sources.digest(of: loaded.config.source.path).whole) }
        } catch {
            refuseSource(error)
        }
        members["file"] = .string(path)
        members["diagnostics"] = .array(diagnostics.map(\.json))
        return .object(members)
    }
}
