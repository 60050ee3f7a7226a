import AWS
import ArgumentParser
import CanonicalJSON
import Foundation
import HTTP

/// `runs`: the last runs of a running daemon.
struct RunsCommand: LoggingCommand {
    static let configuration = CommandConfiguration(
        commandName: "runs", abstract: "Lists the last runs of a running daemon, the newest first.",
        discussion: "Exits 4 when no daemon answers, or it refuses.")

    @OptionGroup var daemon: DaemonOptions
    @Option(help: ArgumentHelp("Only the runs of this repository.", valueName: "name")) var repository: String?
    @Option(help: ArgumentHelp("How many at most, up to 200.", valueName: "number")) var limit = 20
    @Flag(help: "Print what the API answers.") var json = false
    @OptionGroup var logging: LoggingOptions

    func validate() throws {
        guard (1...200).contains(limit) else { throw ValidationError("--limit takes 1 to 200") }
    }

    func run() async throws {
        let filter = repository.map { "&repository=\(URIEncoding.encode($0))" } ?? ""
        let answer = try await daemon.client().get("/runs?limit=\(limit)\(filter)")
        guard !json else { return try StandardOutput.write(answer.prettyText + "\n") }
        var table = TextTable("RUN", "STARTED", "TOOK", "REPOSITORY", "STATE", "UNIT")
        for run in answer["runs"]?.arrayValue ?? [] {
            let group = run["group"]?.stringValue.map { "group \($0)" } ?? "(ungrouped)"
            table.add(
                run["id"]?.stringValue ?? "", DaemonTime.moment(run["started"]), Self.duration(run["seconds"]),
                run["repository"]?.stringValue ?? "", run["state"]?.stringValue ?? "", "\(run["config"]?.stringValue ?? "") \(group)")
        }
        try StandardOutput.write(table.text)
    }

    private static func duration(_ seconds: JSON?) -> String {
        switch seconds {
        case .number(let value): ProgressText.duration((value * 10).rounded() / 10)
        case .integer(let value): ProgressText.duration(Double(value))
        default: "-"
        }
    }
}
