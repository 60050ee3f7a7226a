import AWSPubEngine
import ArgumentParser

/// `cleanup`, as awspub has it.
struct CleanupCommand: LoggingCommand {
    static let configuration = CommandConfiguration(
        commandName: "cleanup", abstract: "Deregisters a config's temporary images where they are not public. Snapshots stay.")

    @OptionGroup var options: PublicationOptions
    @OptionGroup var logging: LoggingOptions

    func run() async throws {
        try await options.run("cleanup", logging) { try await AWSPub.cleanup($0, group: $1) }
    }
}
