import AWSPubEngine
import ArgumentParser
import Foundation
import ImageConfig

/// The arguments of awspub's commands.
struct PublicationOptions: ParsableArguments {
    @OptionGroup var output: OutputOptions
    @OptionGroup var report: ReportOptions

    @Option(name: .customLong("config-mapping"), help: ArgumentHelp("The values that the config's template takes.", valueName: "file"))
    var mapping: String?

    @Option(help: ArgumentHelp("Only the images of this group.", valueName: "name"))
    var group: String?

    @OptionGroup var accounts: AccountOptions

    @Flag(name: .customLong("log-console"), help: .hidden)
    var logsToConsole = false

    @Option(help: ArgumentHelp("Append to this file what is done.", valueName: "file"))
    var logFile: String?

    @Argument(help: "The config file.", completion: .file(extensions: ["yaml", "yml"]))
    var config: String
}

extension PublicationOptions {
    /// Reads the config and its source, finds the account, and runs a command, whose progress is shown.
    /// - Parameter name: the command's, for its report.
    func run<Result>(
        _ name: String, _ logging: LoggingOptions, environment: [String: String] = ProcessInfo.processInfo.environment,
        problems: (Result) -> [EngineError] = { _ in [] }, _ command: (Context, _ group: String?) async throws -> Result
    ) async throws -> Result {
        let loaded = try load()
        return try await report.recording(name, on: config, problems: problems) { recorder in
            try await run(loaded, logging, environment, recorder, command)
        }
    }

    private func run<Result>(
        _ loaded: LoadedConfig, _ logging: LoggingOptions, _ environment: [String: String], _ recorder: RunRecorder,
        _ command: (Context, _ group: String?) async throws -> Result
    ) async throws -> Result {
        let directories = UserDirectories(environment: environment)
        let progress = logging.progress()
        let log = try logFile.map(EventLog.init)
        return try await progress.showing {
            let context = try await Context(
                config: loaded.config, account: accounts.account(environment: environment), policy: PollPolicy(environment: environment),
                notifications: directories.notifications, digests: directories.digests
            ) { event in
                progress.handle(event)
                recorder.handle(event)
                log?.append(event)
            }
            return try await command(context, group)
        }
    }

    /// Reads the config, and tells everything that is wrong with it.
    private func load() throws -> LoadedConfig {
        do {
            let loaded = try LoadedConfig(path: config, mappingPath: mapping)
            for warning in loaded.warnings { StandardError.tell(warning) }
            return loaded
        } catch {
            for diagnostic in error.diagnostics { StandardError.tell(diagnostic) }
            throw CommandFailure(.invalidConfig)
        }
    }
}
