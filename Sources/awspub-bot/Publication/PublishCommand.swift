import AWSPubEngine
import ArgumentParser

/// `publish`, as awspub has it.
struct PublishCommand: LoggingCommand {
    static let configuration = CommandConfiguration(
        commandName: "publish",
        abstract: "Publishes a config's images once all of them are there: public, SSM parameters, Marketplace versions, notifications.")

    @OptionGroup var options: PublicationOptions
    @OptionGroup var logging: LoggingOptions

    func run() async throws {
        try await options.run("publish", logging) { try await AWSPub.publish($0, group: $1) }
    }
}
