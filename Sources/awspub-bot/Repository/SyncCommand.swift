import AWSPubEngine
import ArgumentParser
import Bot
import ConfigDiff
import Foundation
import Git

/// `sync`: one pass over a repository.
struct SyncCommand: LoggingCommand {
    static let configuration = CommandConfiguration(
        commandName: "sync", abstract: "Does one pass: fetches, compares, runs what is due, commits the results and pushes them.",
        discussion: "Exits 3 when a config is invalid (the others run), and 1 when a unit failed.")

    @OptionGroup var remote: RemoteOptions

    @Option(help: ArgumentHelp("The branch that is followed, and that gets the results.", valueName: "name"))
    var branch = "main"

    @Option(
        name: .customLong("results-branch"),
        help: ArgumentHelp("The branch that gets the results instead; made when it is absent.", valueName: "name"))
    var resultsBranch: String?

    @Option(
        name: .customLong("state-dir"), help: ArgumentHelp("Where the clone and caches are kept. Can be deleted at any time.", valueName: "folder"))
    var stateDirectory: String?

    @Option(
        name: .customLong("source-root"), help: ArgumentHelp("A folder on this host whose files configs may name as sources.", valueName: "folder"))
    var sourceRoots: [String] = []

    @OptionGroup var signatures: SignatureOptions
    @OptionGroup var accounts: AccountOptions
    @OptionGroup var report: ReportOptions
    @OptionGroup var logging: LoggingOptions

    func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        let access = try remote.access(environment: environment)
        var configuration = BotConfiguration(
            remote: access, branch: branch, stateDirectory: stateDirectory ?? UserDirectories(environment: environment).state(of: access.url),
            sourceRoots: sourceRoots, account: try accounts.account(environment: environment),
            policy: try PollPolicy(environment: environment))
        configuration.resultsBranch = resultsBranch
        signatures.apply(to: &configuration)
        try await report.recording("sync", on: access.url.text) { [configuration] recorder in try await sync(configuration, recorder) }
    }

    private func sync(_ configuration: BotConfiguration, _ recorder: RunRecorder) async throws {
        let progress = logging.progress()
        let reporter = BotReporter(progress: progress, recorder: recorder)
        let summary = try await progress.showing { try await SyncPass.once(configuration) { reporter.handle($0) } }
        if summary.hasInvalidConfigs { throw CommandFailure(.invalidConfig) }
        let failed = summary.statuses.filter { [.failed, .incomplete].contains($0.value) }.keys.sorted()
        if !failed.isEmpty { throw CommandFailure(.failed, "not complete: \(failed.joined(separator: ", "))") }
    }
}
