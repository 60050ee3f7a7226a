import BotServer
import Testing

struct WebhookSecretTests {
    @Test(arguments: ["", " ", " \t"])
    func refusesOneThatIsNothing(content: String) { #expect(WebhookSecret(Array(content.utf8)) == nil) }

    @Test func neverShowsItself() throws {
        let secret = try #require(WebhookSecret(Array("planted-canary".utf8)))
        #expect(!"\(secret) \(String(reflecting: secret)) \(String(describing: [secret]))".contains("planted"))
    }
}
