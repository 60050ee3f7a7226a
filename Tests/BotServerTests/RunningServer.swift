import Bot
import BotServer
import Logging
import Synchronization
import TestSupport

/// A server on a free port for as long as a closure runs, with the repository `images`.
struct RunningServer: Sendable {
    let port: Int
    let readiness: Readiness
    let wakes: WakeCount
    let record: BotRecord
    let folder: TemporaryFolder

    final class WakeCount: Sendable {
        private let value = Mutex(0)
        var count: Int { value.withLock { $0 } }
        func add() { value.withLock { $0 += 1 } }
    }

    static func with(
        forge: WebhookForge = .github, secrets: [String] = ["It's a Secret to Everybody"], settings: BotServer.Settings = .init(port: 0),
        token: String? = nil, feed: EventFeed = EventFeed(),
        _ body: @escaping @Sendable (RunningServer) async throws -> Void
    ) async throws {
        let wakes = WakeCount()
        let verifier = WebhookVerifier(forge: forge, secrets: secrets.compactMap { WebhookSecret(Array($0.utf8)) })
        let directory = WebhookDirectory(["images": WebhookReceiver(verifier: verifier) { wakes.add() }])
        let readiness = Readiness()
        let record = BotRecord(
            [RecordedRepository(name: "images", branch: "main", hasWebhook: true)], feed: feed)
        let folder = try TemporaryFolder()
        let requests = OperatorRequests(record: record, suspensions: try Suspensions(file: folder.path("suspended.json"))) { _ in wakes.add() }
        let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
        let access = APIAccess(token: token.flatMap { APIToken($0) })
        let server = BotServer(
            settings: settings,
            parts: .init(webhooks: directory, record: record, requests: requests, access: access, readiness: readiness),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        ) { continuation.yield($0) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run() }
            group.addTask {
                for await port in ports {
                    readiness.becomeReady()
                    return try await body(RunningServer(port: port, readiness: readiness, wakes: wakes, record: record, folder: folder))
                }
            }
            try await group.next()
            group.cancelAll()
        }
    }

    func deliver(_ body: String, headers: [String: String] = [:], to name: String = "images") async throws -> Int {
        try await HTTPExchange.send("POST", "/webhooks/\(name)", headers: headers, body: Array(body.utf8), port: port).status
    }
}
