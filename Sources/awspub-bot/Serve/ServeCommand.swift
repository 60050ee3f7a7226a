import ArgumentParser
import Bot
import BotServer
import Foundation
import Git
import ImageConfig
import Logging
import RepoWatcher
import ServiceLifecycle

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
        let plan = try DaemonPlan(path: settings, environment: environment)
        let names = plan.settings.repositories.map(\.name)
        let wakeUps = Dictionary(uniqueKeysWithValues: names.map { ($0, WakeUp()) })
        let webhooks = WebhookDirectory(try plan.receivers(wakeUps: wakeUps))
        var services: [any Service] = []
        // Held until the end: one process works on a state directory.
        let directory = try StateDirectory(at: plan.settings.stateDirectory)
        defer { withExtendedLifetime(directory) {} }
        for repository in plan.settings.repositories {
            guard let wakeUp = wakeUps[repository.name] else { continue }
            let configuration = try plan.configuration(repository)
            let state = try StateDirectory(at: configuration.stateDirectory)
            let follower = try await configuration.follower(in: state)
            var logger = logger
            logger[metadataKey: "repository"] = "\(repository.name)"
            services.append(
                RepositoryLoop(
                    configuration: configuration, follower: follower, interval: .seconds(repository.interval), wakeUp: wakeUp, logger: logger))
        }
        let readiness = Readiness()
        reloadOnHangup(webhooks, wakeUps, environment, logger)
        services.append(server(plan, webhooks, readiness, logger))
        var quiet = logger
        quiet.logLevel = max(logger.logLevel, .warning)
        try await serve(services, logger: quiet)
        logger.info("stopped")
    }

    private func server(_ plan: DaemonPlan, _ webhooks: WebhookDirectory, _ readiness: Readiness, _ logger: Logger) -> BotServer {
        let portFile = portFile
        return BotServer(
            settings: .init(host: plan.settings.host, port: plan.settings.port), webhooks: webhooks, readiness: readiness, logger: logger
        ) { port in
            logger.info("listening", metadata: ["host": "\(plan.settings.host)", "port": "\(port)"])
            readiness.becomeReady()
            do {
                try portFile.map { try Data("\(port)\n".utf8).write(to: URL(filePath: $0), options: .atomic) }
            } catch {
                logger.error("the port file cannot be written", metadata: ["error": "\(error)"])
            }
        }
    }

    /// Takes new secrets at once; other changes need a restart. What is wrong changes nothing.
    private func reloadOnHangup(
        _ webhooks: WebhookDirectory, _ wakeUps: [String: WakeUp], _ environment: [String: String], _ logger: Logger
    ) {
        let path = settings
        Signals.shared.listen(to: SIGHUP) {
            do {
                webhooks.replace(with: try DaemonPlan(path: path, environment: environment).receivers(wakeUps: wakeUps))
                logger.info("settings and secrets read again")
            } catch {
                logger.error("the new settings are wrong; the old ones stay", metadata: ["error": "\(error)"])
            }
        }
    }
}
