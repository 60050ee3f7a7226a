import BotServer
import Foundation
import TestSupport
import Testing

struct WebhookSecretTests {
    @Test(arguments: ["", "\n", "  \n"])
    func refusesAFileThatHoldsNothing(content: String) throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(content, to: "secret")
        #expect(throws: WebhookSecretError.self) { try WebhookSecret(file: path) }
    }

    @Test func refusesAFileThatIsNotThere() throws {
        #expect(throws: WebhookSecretError.self) { try WebhookSecret(file: "/nonexistent/secret") }
    }

    @Test func neverShowsItself() throws {
        let folder = try TemporaryFolder()
        let secret = try WebhookSecret(file: folder.write("planted-canary\n", to: "secret"))
        #expect(!"\(secret) \(String(reflecting: secret)) \(String(describing: [secret]))".contains("planted"))
    }
}
