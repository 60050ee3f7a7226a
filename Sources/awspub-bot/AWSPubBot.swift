import ArgumentParser

@main
struct AWSPubBot: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "awspub-bot", abstract: "Publishes AWS machine images from a git repository.")
}
