import AWSPubEngine
import ArgumentParser
import CanonicalJSON

/// `create`, as awspub has it.
struct CreateCommand: LoggingCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Makes the images of a config in all of their regions, and prints their ids.")

    @OptionGroup var options: PublicationOptions
    @OptionGroup var logging: LoggingOptions

    func run() async throws {
        let sets = try await options.run("create", logging) { try await AWSPub.create($0, group: $1) }
        try options.output.write(sets.json.text(indent: 4))
    }
}
