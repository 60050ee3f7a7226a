import BotServer
import Foundation
import Synchronization
import Testing

/// Senders that are slow, silent, many or talk too much.
@Suite(.serialized)
struct ConnectionLimitTests {
    private static let signed = ["X-Hub-Signature-256": "sha256=" + WebhookTests.signature("{}")]

    @Test("who drips a head is hung up on")
    func slowHead() async throws {
        try await RunningServer.with(settings: .init(port: 0, idleLimit: .seconds(1))) { server in
            let connection = try OpenConnection(port: server.port)
            connection.send("POST /webhooks/images HTTP/1.1\r\n")
            let start = ContinuousClock.now
            while connection.send("X"), ContinuousClock.now < start + .seconds(15) { try await Task.sleep(for: .milliseconds(100)) }
            #expect(ContinuousClock.now < start + .seconds(15))
            try await expect(server.deliver("{}", headers: Self.signed), is: 202)
        }
    }

    @Test("who drips a body is answered 408 and hung up on")
    func slowBody() async throws {
        try await RunningServer.with(settings: .init(port: 0, idleLimit: .seconds(5), bodyTime: .seconds(1))) { server in
            let connection = try OpenConnection(port: server.port)
            connection.send("POST /webhooks/images HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n")
            let drip = Task { while connection.send("x") { try await Task.sleep(for: .milliseconds(50)) } }
            defer { drip.cancel() }
            let answer = await connection.read { _ in false }
            #expect(answer.text.hasPrefix("HTTP/1.1 408"))
            #expect(answer.isClosed)
            try await expect(server.deliver("{}", headers: Self.signed), is: 202)
        }
    }

    @Test("heads that are too large are refused")
    func largeHead() async throws {
        try await RunningServer.with { server in
            let long = String(repeating: "x", count: 40_000)
            try await expect(HTTPExchange.send("POST", "/webhooks/images", headers: ["X-Long": long], port: server.port).status, is: 400)
            let many = Dictionary(uniqueKeysWithValues: (0..<200).map { ("X-\($0)", "y") })
            try await expect(HTTPExchange.send("POST", "/webhooks/images", headers: many, port: server.port).status, is: 400)
            try await expect(server.deliver("{}", headers: Self.signed), is: 202)
        }
    }

    @Test("beyond the limit connections wait until silent ones are hung up on")
    func connectionLimit() async throws {
        try await RunningServer.with(settings: .init(port: 0, connectionLimit: 10, idleLimit: .seconds(1))) { server in
            // Some are taken at once, so it may be a few more than the limit.
            let silent = try (0..<20).map { _ in try OpenConnection(port: server.port) }
            let start = ContinuousClock.now
            try await expect(server.deliver("{}", headers: Self.signed), is: 202)
            #expect(ContinuousClock.now > start + .milliseconds(500))
            withExtendedLifetime(silent) {}
        }
    }

    @Test("connections that come while the server stops end nothing but themselves")
    func connectionsAtTheEnd() async throws {
        for _ in 0..<20 {
            let knocking = Mutex(true)
            let port = Mutex(0)
            async let knocks: Void = offPool {
                while knocking.withLock(\.self) {
                    let port = port.withLock(\.self)
                    if port != 0 { _ = try? OpenConnection(port: port) }  // nobody may be there any more
                }
            }
            try await RunningServer.with { server in
                port.withLock { $0 = server.port }
                try await Task.sleep(for: .milliseconds(20))
            }
            knocking.withLock { $0 = false }
            try await knocks
        }
    }
}
