import AWSPubEngine
import ArgumentParser
import Foundation
import ImageConfig

/// The arguments of awspub's commands.
struct PublicationOptions: ParsableArguments {
    @OptionGroup var output: OutputOptions

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
    func run<Result>(
        _ logging: LoggingOptions, environment: [String: String] = ProcessInfo.processInfo.environment,
        _ command: (Context, _ group: String?) async throws -> Result
    ) async throws -> Result {
        let loaded = try load()
        let directories = UserDirectories(environment: environment)
        let progress = logging.progress()
        defer { progress.finish() }
        let log = try logFile.map(EventLog.init)
        let context = try await Context(
            config: loaded.config, account: accounts.account(environment: environment), policy: PollPolicy(environment: environment),
            notifications: directories.notifications,
            digests: directories.digests
        ) { event in
            progress.handle(event)
            log?.append(event)
        }
        return try await command(context, group)
    }

    /// Reads the config, and tells everything that is wrong with it.
    private func load() throws -> LoadedConfig {
        do {
            let loaded = try LoadedConfig(path: config, mappingPath: mapping)
            for warning in loaded.warnings { StandardError.write("\(warning)") }
            return loaded
        } catch {
            for diagnostic in error.diagnostics { StandardError.write("\(diagnostic)") }
            throw CommandFailure(.invalidConfig)
        }
    }
}
