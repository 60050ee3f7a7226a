import BotServer
import Digest
import Foundation
import HTTPTypes
import TestSupport
import Testing

/// What is remembered of deliveries, over restarts: a new receiver with the same file is the next process.
struct DeliveryMemoryTests {
    private static func receiver(_ path: String) throws -> WebhookReceiver {
        let secret = try #require(WebhookSecret(Array("token".utf8)))
        return WebhookReceiver(verifier: WebhookVerifier(forge: .gitlab, secrets: [secret]), memory: path) {}
    }

    private static func deliver(_ number: Int, to receiver: WebhookReceiver) throws -> WebhookReceiver.Outcome {
        let header = try #require(HTTPField.Name("X-Gitlab-Token"))
        return receiver.receive([header: "token"], body: Array("{\"n\":\(number)}".utf8))
    }

    @Test("a delivery that came before a restart is known after it")
    func restart() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("deliveries")
        let first = try Self.receiver(path)
        for number in 0..<3 { #expect(try Self.deliver(number, to: first) == .woken) }
        let second = try Self.receiver(path)
        for number in 0..<3 { #expect(try Self.deliver(number, to: second) == .replay) }
        #expect(try Self.deliver(3, to: second) == .woken)
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        #expect(try !String(contentsOfFile: path, encoding: .utf8).contains("token"))
    }

    @Test("a line that was being written as the process was killed harms none of the others")
    func tornLine() throws {
        let folder = try TemporaryFolder()
        let digests = (0..<2).map { SHA256.digest("{\"n\":\($0)}").hex }
        let path = try folder.write("\(digests[0])\nnonsense\n\(digests[1])\n\(String(repeating: "a", count: 30))", to: "deliveries")
        let second = try Self.receiver(path)
        for (number, outcome) in [(0, WebhookReceiver.Outcome.replay), (1, .replay), (2, .woken)] {
            #expect(try Self.deliver(number, to: second) == outcome)
        }
        let third = try Self.receiver(path)
        for number in 0..<3 { #expect(try Self.deliver(number, to: third) == .replay) }
    }

    @Test("the files stay small, and the last deliveries are known")
    func bounds() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path("deliveries")
        try await offPool {
            let first = try Self.receiver(path)
            for number in 0..<9000 { _ = try Self.deliver(number, to: first) }
        }
        let sizes = try ["deliveries", "deliveries.old"].map { try FileManager.default.attributesOfItem(atPath: folder.path($0))[.size] as? Int }
        #expect(sizes.allSatisfy { $0.map { $0 <= 4096 * 65 } == true })
        let second = try Self.receiver(path)
        #expect(try Self.deliver(8999, to: second) == .replay)
        #expect(try Self.deliver(5000, to: second) == .replay)
        #expect(try Self.deliver(0, to: second) == .woken)
    }

    @Test("a file that cannot be written refuses nothing")
    func unwritable() throws {
        let receiver = try Self.receiver("/nonexistent/folder/deliveries")
        #expect(try Self.deliver(1, to: receiver) == .woken)
        #expect(try Self.deliver(1, to: receiver) == .replay)
    }
}
