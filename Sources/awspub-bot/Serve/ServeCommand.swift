import AWSPubEngine
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
        let record = plan.makeRecord()
        let webhooks = WebhookDirectory(try plan.receivers(wakeUps: wakeUps, record: record))
        var services: [any Service] = []
        // Held until the end: one process works on a state directory.
        let directory = try StateDirectory(at: plan.settings.stateDirectory)
        defer { withExtendedLifetime(directory) {} }
        let suspensions = try Suspensions(file: directory.path("suspended.json"))
        let requests = OperatorRequests(record: record, suspensions: suspensions) { wakeUps[$0]?.wake() }
        let access = APIAccess(token: try plan.token())
        let pool = WorkerPool(places: plan.settings.workers)
        let looks = WorkerPool(places: RepositoryLoop.looksAtOnce)
        let accounts = try plan.makeAccounts()
        services += try await RepositoryLoop.make(plan.settings.repositories) { repository in
            guard let wakeUp = wakeUps[repository.name], let account = accounts[repository.accounts] else { return nil }
            return try await loop(repository, plan, account, (pool, looks), wakeUp, record, logger)
        }
        reloadOnHangup(webhooks, access, wakeUps, record, environment, logger)
        let parts = BotServer.Parts(webhooks: webhooks, record: record, requests: requests, access: access, readiness: Readiness())
        services.append(server(plan, parts, logger))
        var quiet = logger
        quiet.logLevel = max(logger.logLevel, .warning)
        try await serve(services, logger: quiet)
        logger.info("stopped")
    }

    private func loop(
        _ repository: OperatorSettings.RepositoryEntry, _ plan: DaemonPlan, _ account: AWSAccount, _ pools: (runs: WorkerPool, looks: WorkerPool),
        _ wakeUp: WakeUp, _ record: BotRecord, _ logger: Logger
    ) async throws -> RepositoryLoop {
        let configuration = try plan.configuration(repository, account: account)
        let state = try StateDirectory(at: configuration.stateDirectory)
        let follower = try await configuration.follower(in: state)
        var logger = logger
        logger[metadataKey: "repository"] = "\(repository.name)"
        let log = PassLog(logger: logger)
        let name = repository.name
        let handle: BotEventHandler = { event in
            log.log(event)
            record.take(event, of: name)
        }
        let reconciler = Reconciler(configuration: configuration, follower: follower, pool: pools.runs, wake: { wakeUp.wake() }, events: handle)
        return RepositoryLoop(
            reconciler: reconciler, interval: .seconds(repository.interval), resync: .seconds(repository.resync), wakeUp: wakeUp,
            looks: pools.looks, name: repository.name, record: record, logger: logger)
    }

    private func server(_ plan: DaemonPlan, _ parts: BotServer.Parts, _ logger: Logger) -> BotServer {
        let portFile = portFile
        let settings = BotServer.Settings(
            host: plan.settings.host, port: plan.settings.port, connectionLimit: min(10_000, OpenFiles.raiseLimit() / 2))
        return BotServer(settings: settings, parts: parts, logger: logger) { port in
            logger.info("listening", metadata: ["host": "\(plan.settings.host)", "port": "\(port)"])
            parts.readiness.becomeReady()
            do {
                try portFile.map { try Data("\(port)\n".utf8).write(to: URL(filePath: $0), options: .atomic) }
            } catch {
                logger.error("the port file cannot be written", metadata: ["error": "\(error)"])
            }
        }
    }

    /// Takes new secrets at once; other changes need a restart. What is wrong changes nothing.
    private func reloadOnHangup(
        _ webhooks: WebhookDirectory, _ access: APIAccess, _ wakeUps: [String: WakeUp], _ record: BotRecord, _ environment: [String: String],
        _ logger: Logger
    ) {
        let path = settings
        Signals.shared.listen(to: SIGHUP) {
            do {
                let plan = try DaemonPlan(path: path, environment: environment)
                let (receivers, token) = (try plan.receivers(wakeUps: wakeUps, record: record), try plan.token())
                webhooks.replace(with: receivers)
                access.replace(with: token)
                logger.info("settings and secrets read again")
            } catch {
                logger.error("the new settings are wrong; the old ones stay", metadata: ["error": "\(error)"])
            }
        }
    }
}
