import ArgumentParser
import Logging

/// `suspend`: stops a repository of a running daemon, or units of it.
struct SuspendCommand: LoggingCommand {
    static let configuration = CommandConfiguration(
        commandName: "suspend", abstract: "Makes a running daemon stop looking at a repository, or keep a config or group from starting.",
        discussion: """
            Also over restarts. What goes on comes to its end. Exits 1 when there is no such repository or unit, and 4 when no daemon answers, or it \
            refuses.
            """)

    @OptionGroup var stop: StopArguments
    @OptionGroup var logging: LoggingOptions

    func run() async throws { try await stop.send("suspend", "suspended") }
}

/// `resume`: ends a stop.
struct ResumeCommand: LoggingCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Makes a running daemon go on with what was suspended, soon.",
        discussion: """
            A config is resumed with all of its groups. A repository's own units that are suspended stay so. Exits 1 when there is no such repository or \
            unit, and 4 when no daemon answers, or it refuses.
            """)

    @OptionGroup var stop: StopArguments
    @OptionGroup var logging: LoggingOptions

    func run() async throws { try await stop.send("resume", "resumed") }
}
