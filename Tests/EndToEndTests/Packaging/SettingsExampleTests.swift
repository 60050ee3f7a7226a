import CanonicalJSON
import Foundation
import TestSupport
import Testing

/// packaging/examples: the daemon starts with each of them, and answers where its comments send the forge.
struct SettingsExampleTests {
    private static func example(of forge: String) throws -> String {
        guard forge == "forgejo" else { return try PackagedSettings.packaged("examples/\(forge).yaml") }
        return try PackagedSettings.packaged("examples/gitea.yaml").replacing("forge: gitea", with: "forge: forgejo")
    }

    @Test(arguments: ["github", "gitlab", "gitea", "forgejo", "bitbucket", "bitbucket-server", "azure-devops", "generic"])
    func theDaemonTakesIt(forge: String) async throws {
        let text = try Self.example(of: forge)
        #expect(text.contains("forge: \(forge),"))
        #expect(text.contains("https://BOT/webhooks/images"))
        let settings = try PackagedSettings(text)
        let (program, port) = try await settings.serve()
        #expect(try await Self.answer(port, "/webhooks/images") == "401")
        #expect(try await Self.answer(port, "/webhooks/another") == "404")
        program.signal(SIGTERM)
        #expect(try await program.end() == 0, "\(program.written)")
    }

    @Test func everyForgeHasAnExample() async throws {
        let settings = try PackagedSettings(try Self.example(of: "github").replacing("forge: github", with: "forge: nonsense"))
        let ending = try await BotProgram().run("serve", "--settings", settings.path)
        let list = try #require(ending.errors.firstMatch(of: /one of (.*) is allowed here/)?.1)
        for forge in list.split(separator: ", ") { #expect(try Self.example(of: String(forge)).contains("forge: \(forge),")) }
    }

    @Test func theGenericDeliveryIsTakenAsItIsWritten() async throws {
        let text = try Self.example(of: "generic")
        let (program, port) = try await PackagedSettings(text).serve()
        let script = text.split(separator: "\n").filter { $0.hasPrefix("#   ") }.map { $0.dropFirst(4) }.joined(separator: "\n")
            .replacing("https://BOT", with: "http://127.0.0.1:\(port)")
        let ending = try await BotProgram.run(
            "/bin/bash", ["-ec", "cd '\(BotProgram.projectRoot)'; \(script) --silent --output /dev/null --write-out '%{http_code}'"],
            BotProgram(environment: ["SECRET": PackagedSettings.secret]).variables)
        #expect(ending.output == "202", "\(ending.errors)")
        program.signal(SIGTERM)
        #expect(try await program.end() == 0)
    }

    @Test func theServiceHasEverySecretThatTheExampleOfGitHubNames() throws {
        let unit = try PackagedSettings.packaged("systemd/awspub-bot.service")
        let loaded = unit.matches(of: /(?m)^LoadCredential=([^:\n]+):\/etc\/awspub-bot\/secrets\/(.+)$/)
        for credential in loaded { #expect(credential.1 == credential.2) }
        let named = try PackagedSettings.packaged("examples/github.yaml").matches(of: /\/run\/credentials\/awspub-bot\.service\/([a-z-]+)/)
        #expect(Set(loaded.map(\.1)) == Set(named.map(\.1)))
    }

    private static func answer(_ port: String, _ path: String) async throws -> String {
        let arguments = ["--silent", "--output", "/dev/null", "--write-out", "%{http_code}", "--data-binary", "{}"]
        return try await BotProgram.run("curl", arguments + ["http://127.0.0.1:\(port)\(path)"], BotProgram().variables).output
    }
}
