import AWS
import ArgumentParser
import CanonicalJSON
import HTTP
import ImageConfig
import Logging

/// `logs`: the log of a run of a running daemon.
struct LogsCommand: LoggingCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs", abstract: "Prints the log of a run of a running daemon: its last lines.",
        discussion: "The command runs lists the runs. Exits 1 when there is no such run, and 4 when no daemon answers, or it refuses.")

    @Argument(help: "The run's id.") var run: String
    @OptionGroup var daemon: DaemonOptions
    @Flag(help: "Print what the API answers.") var json = false
    @OptionGroup var logging: LoggingOptions

    func run() async throws {
        let log = try await daemon.client().get("/runs/\(URIEncoding.encode(run))/log")
        guard !json else { return try StandardOutput.write(log.prettyText + "\n") }
        let dropped = log["dropped"]?.integerValue ?? 0
        if dropped > 0 { StandardError.tell("\(dropped) lines before these are gone", level: .info) }
        let lines = (log["lines"]?.arrayValue ?? []).map { line in
            "\(DaemonTime.moment(line["time"])) \((line["text"]?.stringValue ?? "").escapingControls)\n"
        }
        try StandardOutput.write(lines.joined())
    }
}
