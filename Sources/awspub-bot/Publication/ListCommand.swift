import AWSPubEngine
import ArgumentParser
import CanonicalJSON

/// `list`, as awspub has it.
struct ListCommand: LoggingCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Prints the ids of a config's images that exist. Changes nothing.")

    @OptionGroup var options: PublicationOptions
    @OptionGroup var logging: LoggingOptions

    func run() async throws {
        let sets = try await options.run("list", logging) { try await AWSPub.list($0, group: $1) }
        try options.output.write(sets.json.text(indent: 4))
    }
}
