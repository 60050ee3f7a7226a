import AWS
import AWSPubEngine
import ArgumentParser
import Bot
import ConfigDiff
import Foundation
import Git
import HTTP
import Logging
import RepoWatcher

/// `sync`: one pass over a repository, here or by a running daemon.
struct SyncCommand: LoggingCommand {
    static let configuration = CommandConfiguration(
        commandName: "sync", abstract: "Does one pass: fetches, compares, runs what is due, commits the results and pushes them.",
        discussion: """
            With --repo the pass is done here. With a name, a running daemon is asked to look at that repository of its settings soon, and the \
            command does not wait for it. Exits 3 when a config is invalid (the others run), 1 when a unit failed, and 4 when git, AWS or the \
            daemon refuses or does not answer.
            """)

    @Argument(help: "A repository of a running daemon's settings, instead of --repo.") var name: String?
    @OptionGroup var daemon: DaemonOptions
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

    func validate() throws {
        if name != nil, remote.repo != nil { throw ValidationError("a name, for a running daemon, and --repo do not go together") }
        if name == nil, daemon.url != nil { throw ValidationError("--daemon needs the name of a repository of that daemon") }
    }

    func run() async throws {
        if let name {
            _ = try await daemon.client().post("/repositories/\(URIEncoding.encode(name))/sync")
            return StandardError.tell("the daemon looks at \(name) soon", level: .info)
        }
        let environment = ProcessInfo.processInfo.environment
        let access = try remote.access(environment: environment)
        var configuration = BotConfiguration(
            remote: access, branch: branch, stateDirectory: stateDirectory ?? UserDirectories(environment: environment).state(of: access.url),
            sourceRoots: sourceRoots, account: try accounts.account(environment: environment),
            policy: try PollPolicy(environment: environment))
        if let resultsBranch { configuration.results = .ownBranch(resultsBranch) }
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
