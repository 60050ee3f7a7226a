package import Bot
import Hummingbird
import HummingbirdCore
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
        /// How many connections are held at a time; more wait until one of them ends.
        package var connectionLimit: Int
        /// How long a sender may say nothing, or take for the head of a request, at most; at least two thirds of it.
        package var idleLimit: Duration
        /// How long a sender may take for a body.
        package var bodyTime: Duration

        /// - Parameters:
        ///   - bodyLimit: in bytes; forges send up to 25 MiB (GitHub), but a push of usual size is far below 5 MiB.
        ///   - bodyTime: GitHub itself gives up after 10 s.
        package init(
            host: String = "127.0.0.1", port: Int = 8080, bodyLimit: Int = 5 << 20, connectionLimit: Int = 10_000,
            idleLimit: Duration = .seconds(30), bodyTime: Duration = .seconds(20)
        ) {
            self.host = host
            self.port = port
            self.bodyLimit = bodyLimit
            self.connectionLimit = connectionLimit
            self.idleLimit = idleLimit
            self.bodyTime = bodyTime
        }
    }

    /// What the server speaks for.
    package struct Parts: Sendable {
        package let webhooks: WebhookDirectory
        package let record: BotRecord
        package let requests: OperatorRequests
        package let access: APIAccess
        package let readiness: Readiness

        package init(webhooks: WebhookDirectory, record: BotRecord, requests: OperatorRequests, access: APIAccess, readiness: Readiness) {
            self.webhooks = webhooks
            self.record = record
            self.requests = requests
            self.access = access
            self.readiness = readiness
        }
    }

    private let settings: Settings
    private let parts: Parts
    private let logger: Logger
    private let onListening: @Sendable (Int) async -> Void

    /// - Parameter onListening: told the port once connections are accepted.
    package init(settings: Settings, parts: Parts, logger: Logger, onListening: @escaping @Sendable (Int) async -> Void = { _ in }) {
        self.settings = settings
        self.parts = parts
        self.logger = logger
        self.onListening = onListening
    }

    /// Serves until it is shut down or cancelled.
    /// - Throws: when the address cannot be listened on.
    package func run() async throws {
        try await withGracefulShutdownHandler {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { [application = application()] in try await application.run() }
                group.addTask { [feed = parts.record.feed] in
                    // Half of what proxies commonly give a silent connection.
                    while true {
                        try await Task.sleep(for: .seconds(15))
                        feed.beat()
                    }
                }
                defer { group.cancelAll() }
                try await group.next()
            }
        } onGracefulShutdown: { [parts] in
            parts.readiness.beginStopping()
            // Readers of events would stay for ever.
            parts.record.feed.finish()
        }
    }

    private func router() -> Router<ServerContext> {
        let router = Router(context: ServerContext.self)
        HealthRoutes(readiness: parts.readiness).add(to: router)
        WebhookRoutes(
            directory: parts.webhooks, readiness: parts.readiness, bodyLimit: settings.bodyLimit, metrics: parts.record.metrics, logger: logger
        ).add(to: router)
        // Middleware is for the routes after it.
        router.add(middleware: OffEventLoop())
        APIRoutes(record: parts.record, requests: parts.requests, access: parts.access).add(to: router)
        MetricsRoutes(record: parts.record).add(to: router)
        PageRoutes(record: parts.record, access: parts.access).add(to: router)
        return router
    }

    private func application() -> some ApplicationProtocol {
        var quiet = logger
        // The server's own words are about connections that break off, which is not worth a line each.
        quiet.logLevel = max(logger.logLevel, .warning)
        return Application(
            router: router(),
            server: server(),
            configuration: .init(
                address: .hostname(settings.host, port: settings.port), serverName: "awspub-bot", backlog: 1024,
                availableConnectionsDelegate: .maximum(settings.connectionLimit, logger: quiet)),
            onServerRunning: { [onListening] channel in await onListening(channel.localAddress?.port ?? 0) },
            logger: quiet)
    }

    private func server() -> HTTPServerBuilder {
        let configuration = HTTP1Channel.Configuration(
            additionalChannelHandlers: [BodyTimer(limit: TimeAmount(settings.bodyTime))], idleTimeout: TimeAmount(settings.idleLimit),
            // Ten times what forges send.
            httpDecoderConfiguration: .init(maxHeaderFieldSize: 16 << 10, maxHeaderListSize: 32 << 10, maxHeaderFieldCount: 100))
        return HTTPServerBuilder { OnEventLoop(base: HTTP1Channel(responder: $0, configuration: configuration)) }
    }
}
