import AWS
import ArgumentParser
import CanonicalJSON
import HTTP
import Logging

/// `suspend`: stops a repository of a running daemon.
struct SuspendCommand: LoggingCommand {
    static let configuration = CommandConfiguration(
        commandName: "suspend", abstract: "Makes a running daemon stop looking at a repository, also over restarts.",
        discussion: "A look that goes on comes to its end. Exits 4 when no daemon answers, or it refuses.")

    @Argument(help: "The repository's name in the daemon's settings.") var name: String
    @OptionGroup var daemon: DaemonOptions
    @OptionGroup var logging: LoggingOptions

    func run() async throws {
        _ = try await daemon.client().post("/repositories/\(URIEncoding.encode(name))/suspend")
        StandardError.tell("\(name) is suspended", level: .info)
    }
}

/// `resume`: ends the stop of a repository of a running daemon.
struct ResumeCommand: LoggingCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Makes a running daemon look at a suspended repository again, soon.",
        discussion: "Exits 4 when no daemon answers, or it refuses.")

    @Argument(help: "The repository's name in the daemon's settings.") var name: String
    @OptionGroup var daemon: DaemonOptions
    @OptionGroup var logging: LoggingOptions

    func run() async throws {
        _ = try await daemon.client().post("/repositories/\(URIEncoding.encode(name))/resume")
        StandardError.tell("\(name) is resumed", level: .info)
    }
}
