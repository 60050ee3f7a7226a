import Digest
import Foundation
import TestSupport
import Testing

@testable import HTTP

struct HTTPClientTests {
    private let client = HTTPClient()

    @Test("calls one after the other use one connection, also after an error status")
    func reuse() async throws {
        let server = try LoopbackServer { .text($0.target, status: $0.target == "/2" ? 503 : 200) }
        for number in 0..<5 {
            let response = try await client.send(HTTPRequest(method: .post, url: "\(server.url)/\(number)", body: .bytes([1, 2, 3])))
            #expect(String(decoding: response.body, as: UTF8.self) == "/\(number)")
            #expect(response.status == (number == 2 ? 503 : 200))
        }
        #expect(server.requests.count == 5)
        #expect(server.connectionCount == 1)
    }

    @Test("a connection that the server closes between two calls costs nothing")
    func closedMeanwhile() async throws {
        let server = try LoopbackServer { _ in .raw("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok") }
        for _ in 0..<20 {
            let response = try await client.send(HTTPRequest(method: .post, url: server.url, body: .bytes([1])))
            #expect(response.body == Array("ok".utf8))
        }
    }

    @Test("many calls at once all get their own answer")
    func concurrency() async throws {
        let server = try LoopbackServer { .text($0.text) }
        let client = client
        let answers = try await withThrowingTaskGroup(of: (Int, String).self) { group in
            for number in 0..<100 {
                group.addTask {
                    let request = HTTPRequest(method: .post, url: server.url, body: .bytes(Array("\(number)".utf8)))
                    return (number, String(decoding: try await client.send(request).body, as: UTF8.self))
                }
            }
            return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        #expect(answers == Dictionary(uniqueKeysWithValues: (0..<100).map { ($0, "\($0)") }))
    }

    @Test("a request goes over the wire as it was given: no headers added, none lost, the path untouched")
    func wire() async throws {
        let server = try LoopbackServer { _ in .respond(status: 204, headers: [("X-Answer", "a:b"), ("x-answer", "second")], body: []) }
        let response = try await client.send(
            HTTPRequest(
                method: .put, url: "\(server.url)/a/../b/./c%20d//e?x=%2F", headers: [(name: "x-empty", value: ""), (name: "x-text", value: "ü")]))
        let request = try #require(server.requests.first)
        #expect(request.method == "PUT")
        #expect(request.target == "/a/../b/./c%20d//e?x=%2F")
        #expect(Set(request.headers.keys) == ["host", "user-agent", "content-length", "x-empty", "x-text"])
        #expect(request.headers["x-text"] == "ü")
        #expect(response.headers["x-ANSWER"] == "a:b")
    }

    @Test("redirects are not followed")
    func redirect() async throws {
        let server = try LoopbackServer { _ in .text("", status: 301, headers: [("location", "/elsewhere")]) }
        #expect(try await client.send(HTTPRequest(method: .get, url: server.url)).status == 301)
        #expect(server.requests.count == 1)
    }

    @Test("a slice of a file is sent as it is, and only the slice")
    func upload() async throws {
        let folder = try TemporaryFolder()
        let content = Data((0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 9) })
        let path = try folder.write(content, to: "file")
        let slice = content[1_000_000..<2_500_000]
        let server = try LoopbackServer { _ in .text("") }
        let body = RequestBody.file(path: path, offset: 1_000_000, length: 1_500_000, sha256: SHA256.digest(slice))
        _ = try await client.send(HTTPRequest(method: .put, url: server.url, body: body))
        #expect(server.requests.first?.body == Array(slice))
    }

    @Test("a file that is gone or too short is told, and nothing is said to be done")
    func unreadable() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("short", to: "file")
        let server = try LoopbackServer { _ in .text("") }
        for (path, length) in [(path, Int64(10)), (path + "-gone", 1)] {
            let body = RequestBody.file(path: path, offset: 0, length: length, sha256: SHA256.digest(""))
            await #expect { try await client.send(HTTPRequest(method: .put, url: server.url, body: body)) } throws: {
                ($0 as? HTTPError)?.reason == .unreadableBody
            }
        }
        #expect(server.requests.isEmpty)
    }

    @Test("an answer can go to a place in a file; one that is no success stays in memory")
    func download() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("0123456789", to: "file")
        let file = try #require(FileHandle(forUpdatingAtPath: path))
        let server = try LoopbackServer { .text($0.target == "/fails" ? "why" : "abc", status: $0.target == "/fails" ? 404 : 206) }
        var request = HTTPRequest(method: .get, url: server.url)
        request.download = Download(file: file, offset: 4, limit: 3)
        #expect(try await client.send(request).body.isEmpty)
        request.url += "/fails"
        #expect(try await client.send(request).body == Array("why".utf8))
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "0123abc789")
        request.url = server.url
        request.download = Download(file: file, offset: 4, limit: 2)
        await #expect { try await client.send(request) } throws: { ($0 as? HTTPError)?.reason == .answerTooLarge }
    }

    @Test("a server that never answers is left at the deadline, of the attempt or of idleness")
    func stalled() async throws {
        let server = try LoopbackServer { _ in .silence }
        for limits in [HTTPLimits(total: .milliseconds(100)), HTTPLimits(idle: .seconds(1), total: nil)] {
            await #expect { try await client.send(HTTPRequest(method: .post, url: server.url, body: .bytes([1]), limits: limits)) } throws: {
                let error = $0 as? HTTPError
                return error?.reason == .timedOut && error?.wasSent == true
            }
        }
    }

    @Test(
        "an answer that does not come whole is a lost connection after sending",
        arguments: [
            LoopbackServer.Answer.reset, .raw(""), .raw("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf"),
            .raw("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhal"),
        ])
    func broken(answer: LoopbackServer.Answer) async throws {
        let server = try LoopbackServer { _ in answer }
        await #expect { try await client.send(HTTPRequest(method: .post, url: server.url, body: .bytes([1]))) } throws: {
            let error = $0 as? HTTPError
            return error?.reason == .connectionLost && error?.wasSent == true
        }
        #expect(server.requests.count == 1)
    }

    @Test("a connection that nobody accepts was not sent on")
    func refused() async {
        await #expect { try await client.send(HTTPRequest(method: .post, url: "http://127.0.0.1:1", body: .bytes([1]))) } throws: {
            let error = $0 as? HTTPError
            return error?.reason == .refusedConnection && error?.wasSent == false
        }
    }

    @Test("an answer over the limit is refused")
    func tooLarge() async throws {
        let server = try LoopbackServer { _ in .text(String(repeating: "x", count: 1001)) }
        await #expect {
            try await client.send(HTTPRequest(method: .get, url: server.url, limits: HTTPLimits(answerBytes: 1000)))
        } throws: { ($0 as? HTTPError)?.reason == .answerTooLarge }
    }

    @Test("headers that would break out of their line, and addresses of other protocols, are refused", arguments: ["a\r\nb", "a\nb", "a\0b"])
    func injection(value: String) async throws {
        let server = try LoopbackServer { _ in .text("") }
        await #expect { try await client.send(HTTPRequest(method: .get, url: server.url, headers: [(name: "x", value: value)])) } throws: {
            ($0 as? HTTPError)?.reason == .badRequest
        }
        await #expect { try await client.send(HTTPRequest(method: .get, url: "file:///etc/hostname")) } throws: {
            ($0 as? HTTPError)?.reason == .badRequest
        }
        #expect(server.requests.isEmpty)
    }

    @Test("cancelling ends a call that is under way, and one that has not begun")
    func cancellation() async throws {
        let (arrived, signal) = AsyncStream<Void>.makeStream()
        let server = try LoopbackServer { _ in
            signal.yield()
            return .silence
        }
        let client = client
        let request = HTTPRequest(method: .get, url: server.url, limits: HTTPLimits(idle: .seconds(60), total: nil))
        @Sendable func reason() async -> HTTPError.Reason? {
            do throws(HTTPError) {
                _ = try await client.send(request)
                return nil
            } catch { return error.reason }
        }
        let reasons = await withTaskGroup(of: HTTPError.Reason?.self) { group in
            group.addTask { await reason() }
            var iterator = arrived.makeAsyncIterator()
            await iterator.next()
            group.cancelAll()
            group.addTask { await reason() }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(reasons == [HTTPError.Reason.cancelled, .cancelled])
        #expect(server.requests.count == 1)
    }

    @Test("a client that is released answers those who still wait")
    func teardown() async throws {
        let (arrived, signal) = AsyncStream<Void>.makeStream()
        let server = try LoopbackServer { _ in
            signal.yield()
            return .silence
        }
        let loop = TransferLoop(settings: TransferSettings(certificates: nil, userAgent: "test"))
        loop.start()
        let transfer = Transfer(request: HTTPRequest(method: .get, url: server.url))
        async let result = withCheckedContinuation { loop.submit(transfer, continuation: $0) }
        var iterator = arrived.makeAsyncIterator()
        await iterator.next()
        loop.stop()
        let outcome = await result
        #expect { try outcome.get() } throws: { ($0 as? HTTPError)?.reason == .stopped }
        let late = await withCheckedContinuation { loop.submit(Transfer(request: transfer.request), continuation: $0) }
        #expect { try late.get() } throws: { ($0 as? HTTPError)?.reason == .stopped }
    }
}
