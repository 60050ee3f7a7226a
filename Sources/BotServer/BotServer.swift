package import Bot
import Hummingbird
package import Logging
import NIOCore
import ServiceLifecycle

/// The daemon's HTTP server. It stops, after the answers it owes, on graceful shutdown.
package struct BotServer: Service {
    package struct Settings: Sendable, Hashable {
        package var host: String
        /// 0 for any free port.
        package var port: Int
        /// The largest webhook body that is read, in bytes.
        package var bodyLimit: Int

        /// - Parameter bodyLimit: in bytes; forges send up to 25 MiB (GitHub), but a push of usual size is far below 5 MiB.
        package init(host: String = "127.0.0.1", port: Int = 8080, bodyLimit: Int = 5 << 20) {
            self.host = host
            self.port = port
            self.bodyLimit = bodyLimit
        }
    }

    private let settings: Settings
    private let webhooks: WebhookDirectory
    private let record: BotRecord
    private let readiness: Readiness
    private let logger: Logger
    private let onListening: @Sendable (Int) async -> Void

    /// - Parameter onListening: told the port once connections are accepted.
    package init(
        settings: Settings, webhooks: WebhookDirectory, record: BotRecord, readiness: Readiness, logger: Logger,
        onListening: @escaping @Sendable (Int) async -> Void = { _ in }
    ) {
        self.settings = settings
        self.webhooks = webhooks
        self.record = record
        self.readiness = readiness
        self.logger = logger
        self.onListening = onListening
    }

    /// Serves until it is shut down or cancelled.
    /// - Throws: when the address cannot be listened on.
    package func run() async throws {
        let router = Router(context: ServerContext.self)
        HealthRoutes(readiness: readiness).add(to: router)
        WebhookRoutes(directory: webhooks, readiness: readiness, bodyLimit: settings.bodyLimit, metrics: record.metrics, logger: logger)
            .add(to: router)
        MetricsRoutes(record: record).add(to: router)
        var quiet = logger
        // The server's own words are about connections that break off, which is not worth a line each.
        quiet.logLevel = max(logger.logLevel, .warning)
        let application = Application(
            router: router,
            // A sender that says nothing for this long is not going to.
            server: .http1(configuration: .init(idleTimeout: .seconds(30))),
            configuration: .init(address: .hostname(settings.host, port: settings.port), serverName: "awspub-bot"),
            onServerRunning: { [onListening] channel in await onListening(channel.localAddress?.port ?? 0) },
            logger: quiet)
        try await application.run()
    }
}
