import Foundation
import TestSupport
import Testing

/// packaging/systemd, as systemd reads it.
struct ServiceUnitTests {
    @Test func systemdTakesItAndFindsItWellProtected() async throws {
        let folder = try TemporaryFolder()
        // Quoted, since the repository may be in a folder with a blank in its path.
        let unit = try PackagedSettings.packaged("systemd/awspub-bot.service").replacing("=/usr/bin/awspub-bot", with: "=\"\(BotProgram.path)\"")
        let path = try folder.write(unit, to: "awspub-bot.service")
        let verified = try await BotProgram.run("systemd-analyze", ["verify", path], BotProgram().variables)
        #expect(verified.code == 0, "\(verified.errors)")
        #expect(verified.errors.isEmpty, "\(verified.errors)")
        // From 0 (best) to 100; it is 14.
        let rated = try await BotProgram.run("systemd-analyze", ["security", "--offline=true", "--threshold=15", path], BotProgram().variables)
        #expect(rated.code == 0, "\(rated.output)")
    }
}
