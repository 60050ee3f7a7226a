import ArgumentParser
import CanonicalJSON
import Foundation
import ImageConfig

/// `status`: a running daemon at a glance.
struct StatusCommand: LoggingCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Shows a running daemon at a glance: its repositories, units and runs.",
        discussion: "Exits 4 when no daemon answers, or it refuses.")

    @OptionGroup var daemon: DaemonOptions
    @Flag(help: "Print what the API answers.") var json = false
    @OptionGroup var logging: LoggingOptions

    func run() async throws {
        let status = try await daemon.client().get("/status")
        guard !json else { return try StandardOutput.write(status.prettyText + "\n") }
        var table = TextTable("REPOSITORY", "TIP", "LAST LOOK", "NEXT LOOK", "STATE")
        for repository in status["repositories"]?.arrayValue ?? [] {
            table.add(
                repository["name"]?.stringValue ?? "", String((repository["tip"]?.stringValue ?? "-").prefix(12)),
                DaemonTime.ago(repository["last_look"]), repository["suspended"] == true ? "-" : DaemonTime.until(repository["next_look"]),
                Self.state(repository))
        }
        let held = status["units_held"]?.integerValue ?? 0
        try StandardOutput.write(table.text + "\n" + Self.summary(status) + (held == 0 ? "" : try await Self.held(daemon.client())))
    }

    /// More would only be scrolled by.
    private static let longestList = 20

    private static func held(_ client: DaemonClient) async throws -> String {
        let units = try await client.get("/units?held=true")["units"]?.arrayValue ?? []
        let lines = units.prefix(longestList).map { unit in
            let group = unit["group"]?.stringValue.map { "group \($0)" } ?? "(ungrouped)"
            let reason = unit["held"]?.stringValue ?? ""
            return "  \(unit["repository"]?.stringValue ?? ""): \(unit["config"]?.stringValue ?? "") \(group): \(reason)".escapingControls
        }
        let rest = units.count > longestList ? ["  and \(units.count - longestList) more"] : []
        return (["units that are held: \(units.count)"] + lines + rest).map { "\($0)\n" }.joined()
    }

    private static func state(_ repository: JSON) -> String {
        if repository["suspended"] == true { return "suspended" }
        if repository["looking"] == true { return "looking" }
        if let error = repository["last_error"]?.stringValue { return "failed: \(error)" }
        if repository["last_look"]?.stringValue == nil { return "starting" }
        return repository["failures"] == 0 ? "fine" : "units failed"
    }

    private static func summary(_ status: JSON) -> String {
        // Those without a manifest have never run to an end.
        let units = (status["units"]?.objectValue ?? [:]).sorted { $0.key < $1.key }.map { status, count in
            "\(count.integerValue ?? 0) \(status == "none" ? "new" : status)"
        }
        let missed = status["unannounced_changes"]?.integerValue ?? 0
        let lines = [
            "units: \(units.isEmpty ? "none" : units.joined(separator: ", "))",
            "runs that go on: \(status["runs_active"]?.integerValue ?? 0)",
            missed == 0 ? nil : "changes that no webhook announced: \(missed)",
        ]
        return lines.compactMap(\.self).map { "\($0)\n" }.joined()
    }
}
