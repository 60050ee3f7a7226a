import AWSPubEngine
import ArgumentParser
import Bot
import CanonicalJSON
import Foundation
import Git
import Logging

/// `plan`: what merging would do, and why.
struct PlanCommand: LoggingCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Shows what merging would do: the affected units, the reasons field by field, the actions.",
        discussion: "Nothing is changed. Exits 3 when a config is invalid at the head, and 1 when AWS would keep a run from succeeding.")

    @OptionGroup var remote: RemoteOptions

    @Option(help: ArgumentHelp("What is compared with: a branch or a commit.", valueName: "revision"))
    var base: String

    @Option(help: ArgumentHelp("What would be merged: a branch or a commit.", valueName: "revision"))
    var head: String

    @Flag(help: "Print the plan as JSON.")
    var json = false

    @Flag(help: "Print the plan as Markdown, for a comment on a merge request.")
    var markdown = false

    @Flag(help: "Add what AWS already has of the images, and what would keep a run from succeeding; needs the AWS account.")
    var observe = false

    @Option(
        name: .customLong("source-root"),
        help: ArgumentHelp("With --observe: a folder on this host whose files configs may name as sources.", valueName: "folder"))
    var sourceRoots: [String] = []

    @OptionGroup var accounts: AccountOptions
    @OptionGroup var logging: LoggingOptions

    func validate() throws {
        if json, markdown { throw ValidationError("--json and --markdown do not go together") }
    }

    func run() async throws {
        let plan = try await Planner.plan(remote.access(), base: base, head: head, observer: observe ? try observer() : nil)
        try StandardOutput.write(json ? plan.json.prettyText + "\n" : (markdown ? plan.markdown : plan.text))
        if json || markdown { for diagnostic in plan.diagnostics + plan.findings { StandardError.tell(diagnostic) } }
        if plan.hasErrors { throw CommandFailure(.invalidConfig) }
        if plan.hasObstacles { throw CommandFailure(.failed) }
    }

    private func observer() throws -> PlanObserver {
        let account = try accounts.account(environment: ProcessInfo.processInfo.environment)
        return PlanObserver(account: account, sourceRoots: sourceRoots) { event in
            if case .note(let text) = event.kind { StandardError.tell(text, level: .info) }
        }
    }
}
