import Bot
import Foundation
import Testing

struct EventStreamTests {
    private static func open(_ server: RunningServer, last: String? = nil, receiveBuffer: Int32? = nil) throws -> OpenConnection {
        let connection = try OpenConnection(port: server.port, receiveBuffer: receiveBuffer)
        connection.send("GET /api/v1/events HTTP/1.1\r\nHost: x\r\n\(last.map { "Last-Event-ID: \($0)\r\n" } ?? "")\r\n")
        return connection
    }

    @Test("events come as they happen, and those that were missed come first")
    func replay() async throws {
        try await RunningServer.with { server in
            let first = try Self.open(server)
            _ = await first.read { $0.contains("retry: ") }
            try APITests.look(server.record)
            let text = await first.read { $0.contains(#""state":"published""#) }.text
            #expect(text.lowercased().contains("content-type: text/event-stream"))
            for name in ["repository", "unit", "run", "log"] { #expect(text.contains("\nevent: \(name)\ndata: {"), "\(name)") }
            let ids = text.matches(of: /id: ([0-9]+)\n/).compactMap { Int($0.1) }
            try #require(ids.count > 4)
            #expect(ids == (0..<ids.count).map { ids[0] + $0 })

            let second = try Self.open(server, last: "\(ids[1])")
            let again = await second.read { $0.contains("id: \(ids[ids.count - 1])\n") }.text
            #expect(again.contains("id: \(ids[2])\n") && !again.contains("id: \(ids[1])\n"))
            #expect(!again.contains("event: gap"))
            let third = try Self.open(server, last: "1")
            #expect(await third.read { $0.contains("event: gap") }.text.contains("event: gap"))
        }
    }

    @Test("a silent stream shows that it lives")
    func heartbeat() async throws {
        try await RunningServer.with { server in
            let connection = try Self.open(server)
            _ = await connection.read { $0.contains("retry: ") }
            server.record.feed.beat()
            #expect(await connection.read { $0.contains(": alive\n\n") }.text.contains(": alive"))
        }
    }

    @Test("a reader that does not read is cut off, and holds up nobody")
    func slowReader() async throws {
        try await RunningServer.with(feed: EventFeed(kept: 10, listenerBuffer: 50)) { server in
            let slow = try Self.open(server, receiveBuffer: 4096)
            while server.record.feed.listenerCount < 1 { try await Task.sleep(for: .milliseconds(5)) }
            // More than the buffers of both sockets hold.
            try await offPool {
                for _ in 0..<40_000 where server.record.feed.listenerCount > 0 {
                    try APITests.look(server.record, errors: [String(repeating: "x", count: 4000)])
                }
            }
            #expect(server.record.feed.listenerCount == 0)
            #expect(await slow.read { _ in false }.isClosed)
        }
    }

    @Test("there is room for so many readers")
    func limit() async throws {
        try await RunningServer.with(feed: EventFeed(listeners: 1)) { server in
            let one = try Self.open(server)
            _ = await one.read { $0.contains("retry: ") }
            expect(try await HTTPExchange.send("GET", "/api/v1/events", port: server.port).status, is: 503)
        }
    }

    @Test("the end of the feed ends the streams")
    func end() async throws {
        try await RunningServer.with { server in
            let connection = try Self.open(server)
            _ = await connection.read { $0.contains("retry: ") }
            server.record.feed.finish()
            // The last chunk of the body.
            #expect(await connection.read { $0.hasSuffix("0\r\n\r\n") }.text.hasSuffix("0\r\n\r\n"))
        }
    }
}
