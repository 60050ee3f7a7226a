import ArgumentParser
import Bot
import CanonicalJSON
import Git

/// `plan`: what merging would do, and why.
struct PlanCommand: LoggingCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Shows what merging would do: the affected units, the reasons field by field, the actions.",
        discussion: "Nothing is changed. Exits 3 when a config is invalid at the head.")

    @OptionGroup var remote: RemoteOptions

    @Option(help: ArgumentHelp("What is compared with: a branch or a commit.", valueName: "revision"))
    var base: String

    @Option(help: ArgumentHelp("What would be merged: a branch or a commit.", valueName: "revision"))
    var head: String

    @Flag(help: "Print the plan as JSON.")
    var json = false

    @Flag(help: "Print the plan as Markdown, for a comment on a merge request.")
    var markdown = false

    @OptionGroup var logging: LoggingOptions

    func validate() throws {
        if json, markdown { throw ValidationError("--json and --markdown do not go together") }
    }

    func run() async throws {
        let plan = try await Planner.plan(remote.access(), base: base, head: head)
        try StandardOutput.write(json ? plan.json.prettyText + "\n" : (markdown ? plan.markdown : plan.text))
        if json || markdown { for diagnostic in plan.diagnostics { StandardError.tell(diagnostic) } }
        if plan.hasErrors { throw CommandFailure(.invalidConfig) }
    }
}
