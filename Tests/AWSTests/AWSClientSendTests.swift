import AWSPartition
import Digest
import Foundation
import HTTP
import Synchronization
import TestSupport
import Testing

@testable import AWS

/// The whole way of a call: endpoint, signature, connection, answer, further attempts.
struct AWSClientSendTests {
    private static let keys = Credentials(accessKeyID: "AKID", secretAccessKey: "secret", sessionToken: "token")
    private static let fast = RetryPolicy(attempts: 4, throttlingBase: .milliseconds(2), transientBase: .milliseconds(1), longest: .milliseconds(100))

    private final class Events: Sendable {
        private let list = Mutex<[AWSCallEvent]>([])
        var all: [AWSCallEvent] { list.withLock { $0 } }
        func append(_ event: AWSCallEvent) { list.withLock { $0.append(event) } }
    }

    private let events = Events()

    private func client(
        _ server: LoopbackServer, credentials: any CredentialProvider = StaticCredentials(keys), retry: RetryPolicy = fast
    ) -> AWSClient {
        AWSClient(
            configuration: AWSClientConfiguration(
                credentials: credentials, endpoints: Endpoints(common: server.url), retry: retry, observer: { [events] in events.append($0) }))
    }

    private static func call(_ repetition: AWSRequest.Repetition = .idempotent) -> AWSRequest {
        AWSRequest(
            service: .ec2, region: "eu-west-1", action: "CopySnapshot",
            headers: [(name: "content-type", value: "application/x-www-form-urlencoded")], body: .bytes(Array("Action=CopySnapshot".utf8)),
            repetition: repetition)
    }

    private static func error(_ code: String, status: Int, headers: [(String, String)] = []) -> LoopbackServer.Answer {
        .text("<Response><Errors><Error><Code>\(code)</Code><Message>m</Message></Error></Errors></Response>", status: status, headers: headers)
    }

    /// Signs what arrived once more, as a server does that knows the secret.
    private static func expectedAuthorization(_ request: LoopbackServer.Request, service: AWSService) throws -> String {
        let date = try #require(request.headers["x-amz-date"].flatMap { SigningDate(text: $0) })
        let given = try #require(request.headers["authorization"])
        let names = try #require(given.firstMatch(of: /SignedHeaders=([^,]+)/)).1.split(separator: ";")
        let parts = request.target.split(separator: "?", maxSplits: 1)
        let query = (parts.count > 1 ? parts[1] : "").split(separator: "&").map { pair in
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (name: URIEncoding.decode(halves[0]), value: URIEncoding.decode(halves[1]))
        }
        let canonical = CanonicalRequest(
            method: request.method, path: String(parts[0]), query: query, headers: names.map { (String($0), request.headers[String($0)] ?? "") },
            payloadHash: SHA256.digest(request.body).hex, isS3: service == .s3)
        return SignatureV4(region: "eu-west-1", signingName: service.signingName, date: date).authorization(of: canonical, credentials: keys)
    }

    @Test("the server can verify the signature of what arrives, whatever is in the key")
    func signatures() async throws {
        let server = try LoopbackServer { _ in .text("ok") }
        let client = client(server)
        let key = "/a b/../c+d/ü~'(*)/%25//e"
        let request = AWSRequest(
            service: .s3, region: "eu-west-1", action: "PutObject", method: .put, path: URIEncoding.encode(key, keepingSlashes: true),
            query: [(name: "uploadId", value: "x/y+z=="), (name: "a", value: "")], headers: [(name: "x-amz-acl", value: "  two   blanks ")],
            body: .bytes([1, 2, 3]), bucket: "images")
        #expect(try await client.send(request).body == Array("ok".utf8))
        _ = try await client.send(AWSClientSendTests.call())
        let (s3, ec2) = (server.requests[0], server.requests[1])
        #expect(s3.target == "/images/a%20b/../c%2Bd/%C3%BC~%27%28%2A%29/%2525//e?uploadId=x%2Fy%2Bz%3D%3D&a=")
        #expect(try s3.headers["authorization"] == AWSClientSendTests.expectedAuthorization(s3, service: .s3))
        #expect(s3.headers["x-amz-content-sha256"] == SHA256.digest([1, 2, 3]).hex)
        #expect(try ec2.headers["authorization"] == AWSClientSendTests.expectedAuthorization(ec2, service: .ec2))
        for request in [s3, ec2] { #expect(request.headers["x-amz-security-token"] == "token") }
        #expect(server.connectionCount == 1)
    }

    @Test(
        "what may go away is tried again, and each attempt is told",
        arguments: [
            (error("RequestLimitExceeded", status: 503), "RequestLimitExceeded", true), (error("InternalError", status: 500), "InternalError", false),
            (.text("", status: 502), "HTTP502", false), (.reset, "ConnectionFailed", false),
            (.text("", status: 429), "TooManyRequestsException", true),
            (.raw("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf"), "ConnectionFailed", false),
        ] as [(LoopbackServer.Answer, String, Bool)])
    func retried(answer: LoopbackServer.Answer, code: String, isThrottled: Bool) async throws {
        let script = Script([answer, answer, .text("ok")])
        let server = try LoopbackServer { _ in script.next() }
        #expect(try await client(server).send(AWSClientSendTests.call()).body == Array("ok".utf8))
        #expect(server.requests.count == 3)
        let told = events.all.map { event in
            switch event.outcome {
            case .retried(let code, let throttled, _): "\(event.attempt) \(code) \(throttled)"
            case .succeeded: "\(event.attempt) ok"
            case .failed(let code): "\(event.attempt) \(code)"
            }
        }
        #expect(told == ["1 \(code) \(isThrottled)", "2 \(code) \(isThrottled)", "3 ok"])
        #expect(events.all.allSatisfy { $0.action == "CopySnapshot" && $0.region == "eu-west-1" && $0.bytesSent == 19 })
    }

    @Test(
        "a call that must not be carried out twice is not sent again when that is not known",
        arguments: [
            error("InternalError", status: 500), .text("", status: 503), .reset, .raw("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf"),
        ] as [LoopbackServer.Answer])
    func ambiguous(answer: LoopbackServer.Answer) async throws {
        let server = try LoopbackServer { _ in answer }
        await #expect { try await client(server).send(AWSClientSendTests.call(.onlyIfNotProcessed)) } throws: {
            ($0 as? AWSError)?.kind == .ambiguous
        }
        #expect(server.requests.count == 1)
    }

    @Test("but it is when AWS refused it for its rate, or when it never left")
    func notProcessed() async throws {
        let script = Script([AWSClientSendTests.error("RequestLimitExceeded", status: 503), .text("ok")])
        let server = try LoopbackServer { _ in script.next() }
        _ = try await client(server).send(AWSClientSendTests.call(.onlyIfNotProcessed))
        #expect(server.requests.count == 2)
        let nowhere = AWSClient(
            configuration: AWSClientConfiguration(
                credentials: StaticCredentials(AWSClientSendTests.keys), endpoints: Endpoints(common: "http://127.0.0.1:1"),
                retry: AWSClientSendTests.fast,
                observer: { [events] in events.append($0) }))
        await #expect { try await nowhere.send(AWSClientSendTests.call(.onlyIfNotProcessed)) } throws: { ($0 as? AWSError)?.kind == .transient }
        #expect(events.all.last?.attempt == 4)
    }

    @Test("what will not get better is told at once", arguments: [("UnauthorizedOperation", 403), ("InvalidParameterValue", 400)])
    func refused(code: String, status: Int) async throws {
        let server = try LoopbackServer { _ in AWSClientSendTests.error(code, status: status) }
        await #expect { try await client(server).send(AWSClientSendTests.call()) } throws: {
            ($0 as? AWSError)?.code == code && "\($0)" == "ec2 CopySnapshot in eu-west-1: \(code): m (HTTP \(status))"
        }
        #expect(server.requests.count == 1)
    }

    @Test("the delay is at least what the service asks for", arguments: [("x-amz-retry-after", "30"), ("Retry-After", "1")])
    func retryAfter(name: String, value: String) async throws {
        let script = Script([AWSClientSendTests.error("SlowDown", status: 503, headers: [(name, value)]), .text("ok")])
        let server = try LoopbackServer { _ in script.next() }
        _ = try await client(server).send(AWSClientSendTests.call())
        guard case .retried(_, _, let delay)? = events.all.first?.outcome else {
            Issue.record("not tried again")
            return
        }
        #expect(delay == (name == "Retry-After" ? .milliseconds(100) : .milliseconds(30)))
    }

    @Test("an error of S3 that comes with a status of success is an error, and one that may go away is tried again")
    func lateErrors() async throws {
        let script = Script(
            ["InternalError", "NoSuchUpload"].map { .text("<?xml version=\"1.0\"?>\n\n<Error><Code>\($0)</Code><Message>m</Message></Error>") })
        let server = try LoopbackServer { _ in script.next() }
        let location = S3Location(bucket: "images", key: "key", region: "eu-west-1")
        await #expect {
            try await client(server).completeMultipartUpload(location, uploadID: "id", parts: [], checksum: "x-0")
        } throws: {
            ($0 as? AWSError)?.code == "NoSuchUpload" && ($0 as? AWSError)?.kind == .notFound
        }
        #expect(server.requests.count == 2)
    }

    @Test("no attempt begins after the operation's deadline")
    func deadline() async throws {
        let server = try LoopbackServer { _ in AWSClientSendTests.error("InternalError", status: 500) }
        let retry = RetryPolicy(attempts: 1000, deadline: .zero)
        await #expect { try await client(server, retry: retry).send(AWSClientSendTests.call()) } throws: { ($0 as? AWSError)?.kind == .transient }
        #expect(server.requests.count == 1)
    }

    @Test("a wrong clock is set right by the answer's date")
    func clockSkew() async throws {
        let ahead = Date().addingTimeInterval(3600)
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = .gmt
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        let date = formatter.string(from: ahead)
        let hour = SigningDate(ahead).text.prefix(11)
        let server = try LoopbackServer {
            $0.headers["x-amz-date"]?.hasPrefix(hour) == true
                ? .text("ok") : AWSClientSendTests.error("SignatureDoesNotMatch", status: 403, headers: [("Date", date)])
        }
        let client = client(server)
        for _ in 0..<2 { _ = try await client.send(AWSClientSendTests.call()) }
        #expect(server.requests.count == 3)
    }

    @Test("credentials that AWS calls expired are exchanged, and the call goes on; when there are no others it fails")
    func expired() async throws {
        let server = try LoopbackServer {
            $0.headers["authorization"]?.contains("Credential=NEW/") == true ? .text("ok") : AWSClientSendTests.error("ExpiredToken", status: 400)
        }
        let names = Mutex(["OLD", "NEW"])
        let refreshing = RefreshingCredentials(Rotation { names.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] } })
        _ = try await client(server, credentials: refreshing).send(AWSClientSendTests.call())
        #expect(server.requests.count == 2)
        let same = RefreshingCredentials(Rotation { "SAME" })
        await #expect { try await client(server, credentials: same).send(AWSClientSendTests.call()) } throws: { ($0 as? AWSError)?.kind == .denied }
        #expect(server.requests.count == 3)
    }

    private struct Rotation: CredentialProvider {
        let name: @Sendable () -> String
        func credentials() async throws -> Credentials { Credentials(accessKeyID: name(), secretAccessKey: "s") }
    }

    @Test("cancelling ends the wait between attempts")
    func cancellation() async throws {
        let (arrived, signal) = AsyncStream<Void>.makeStream()
        let server = try LoopbackServer { _ in
            signal.yield()
            return AWSClientSendTests.error("RequestLimitExceeded", status: 503, headers: [("Retry-After", "60")])
        }
        let client = client(server, retry: RetryPolicy(longest: .seconds(60)))
        let kinds = await withTaskGroup(of: AWSError.Kind?.self) { group in
            group.addTask {
                do throws(AWSError) {
                    _ = try await client.send(AWSClientSendTests.call())
                    return nil
                } catch { return error.kind }
            }
            var iterator = arrived.makeAsyncIterator()
            await iterator.next()
            group.cancelAll()
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(kinds == [AWSError.Kind.cancelled])
    }

    @Test("an XML answer that cannot be read is asked for again only where that does no harm")
    func unreadable() async throws {
        let script = Script([.text("<A><B></A>"), .text("<A><B>x</B></A>"), .text("<A>")])
        let server = try LoopbackServer { _ in script.next() }
        let client = client(server)
        #expect(try await client.sendForXML(AWSClientSendTests.call()).text("B") == "x")
        await #expect { try await client.sendForXML(AWSClientSendTests.call(.onlyIfNotProcessed)) } throws: {
            ($0 as? AWSError)?.kind == .ambiguous
        }
        #expect(server.requests.count == 3)
    }
}
