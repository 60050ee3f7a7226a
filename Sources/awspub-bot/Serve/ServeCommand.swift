import ArgumentParser
import Bot
import BotServer
import Foundation
import ImageConfig
import Logging
import RepoWatcher

/// `serve --settings FILE`: the daemon.
struct ServeCommand: ServiceCommand, LoggingCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Follow repositories: poll, be woken by webhooks, and publish what is merged.",
        discussion: "SIGTERM stops it at the next safe point; SIGHUP reads settings and secrets again.")

    @OptionGroup var logging: LoggingOptions

    @Option(help: ArgumentHelp("The settings file.", valueName: "file")) var settings: String
    @Option(help: ArgumentHelp("A file to write the port to once the server listens.", valueName: "file")) var portFile: String?

    func run() async throws {
        let logger = Logger(label: "awspub-bot")
        let environment = ProcessInfo.processInfo.environment
        let hangups = SettingsReload.hangups()
        let metrics = BotMetrics()
        let plan = try await plan(environment, metrics)
        // Held until the end: one process works on a state directory.
        let directory = try StateDirectory(at: plan.settings.stateDirectory)
        defer { withExtendedLifetime(directory) {} }
        let daemon = Daemon(suspensions: try Suspensions(file: directory.path("suspended.json")), metrics: metrics, logger: logger)
        await daemon.follow(plan)
        let reload = SettingsReload(path: settings, environment: environment, plan: plan, daemon: daemon, hangups: hangups, logger: logger)
        var quiet = logger
        quiet.logLevel = max(logger.logLevel, .warning)
        try await serve([ThreadPriorities(), daemon.repositories, reload, server(plan, daemon, directory, logger)], logger: quiet)
        logger.info("stopped")
    }

    private func plan(_ environment: [String: String], _ metrics: BotMetrics) async throws -> DaemonPlan {
        do {
            return try await DaemonPlan(path: settings, surroundings: SettingsSurroundings(environment: environment, metrics: metrics))
        } catch let problems as ConfigProblems {
            for diagnostic in problems.diagnostics { StandardError.tell(diagnostic) }
            throw CommandFailure(.usage)
        }
    }

    private func server(_ plan: DaemonPlan, _ daemon: Daemon, _ directory: StateDirectory, _ logger: Logger) -> BotServer {
        let portFile = portFile
        let settings = BotServer.Settings(
            host: plan.settings.host, port: plan.settings.port, connectionLimit: min(10_000, OpenFiles.raiseLimit() / 2))
        let readiness = Readiness { directory.isFull ? "there is no space left on the disk of the state directory" : nil }
        let parts = BotServer.Parts(
            webhooks: daemon.webhooks, record: daemon.record, requests: daemon.requests, access: daemon.access, readiness: readiness)
        return BotServer(settings: settings, parts: parts, logger: logger) { port in
            logger.info("listening", metadata: ["host": "\(plan.settings.host)", "port": "\(port)"])
            readiness.becomeReady()
            do {
                try portFile.map { try Data("\(port)\n".utf8).write(to: URL(filePath: $0), options: .atomic) }
            } catch {
                logger.error("the port file cannot be written", metadata: ["error": "\(error)"])
            }
        }
    }
}
