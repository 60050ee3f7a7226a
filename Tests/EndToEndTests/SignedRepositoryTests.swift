import Foundation
import TestSupport
import Testing

/// Repositories whose commits must be signed, as a command and as a daemon see them.
struct SignedRepositoryTests {
    private let folder: TemporaryFolder
    private let ann: SSHSigningKey
    private let bot: SSHSigningKey
    private let signers: String

    init() async throws {
        folder = try TemporaryFolder()
        ann = try await SSHSigningKey(in: folder.path, name: "ann")
        bot = try await SSHSigningKey(in: folder.path, name: "bot")
        signers = try folder.write(ann.allowed(as: "ann@example.com"), to: "signers")
    }

    @Test("`sync` exits 4 with the commit's name until it is signed, and 2 when nobody signs results")
    func sync() async throws {
        let person = try await GitFixture(at: folder.path("work"))
        let head = try await person.commit(["README.md": "x"], "first words")
        let arguments = ["sync", "--repo", person.path, "--state-dir", folder.path("state"), "--allowed-signers", signers]
        let refused = try await BotProgram().run(arguments + ["--sign-ssh-key", bot.file])
        #expect(refused.code == 4)
        #expect(
            refused.errors.contains("the commit \(head.prefix(12)) “first words” by Tester must be signed by"))
        #expect(refused.errors.contains("it is not signed"))
        try await person.amend(signing: ann.gitOptions)
        let passed = try await BotProgram().run(arguments + ["--sign-ssh-key", bot.file])
        #expect(passed.code == 0, "\(passed.errors)")
        #expect(try await BotProgram().run(arguments).code == 2)
        let unusable = try await BotProgram().run(arguments + ["--sign-ssh-key", signers])
        #expect(unusable.code == 4 && unusable.errors.contains("cannot sign"), "\(unusable.errors)")
    }

    @Test("a daemon's other repositories do not notice one that nobody signed")
    func serve() async throws {
        for name in ["signed", "unsigned"] { try await GitFixture(at: folder.path(name)).commit(["README.md": "x"]) }
        try await GitFixture(at: folder.path("signed")).amend(signing: ann.gitOptions)
        let policy = "    require_signatures: {ssh_allowed_signers: \(signers)}\n    results: {sign: {ssh_key: \(bot.file)}}\n"
        let entries = ["signed", "unsigned"].map { "  - name: \($0)\n    url: \(folder.path($0))\n\(policy)" }.joined()
        let settings = try folder.write("state_dir: \(folder.path("state"))\nlisten: 127.0.0.1:0\nrepositories:\n\(entries)", to: "settings.yaml")
        let program = try RunningProgram(["serve", "--settings", settings, "--log-level", "debug"])
        try await eventually("both looks are over") { program.written.contains("nothing to commit") && program.written.contains("the look failed") }
        let lines = program.written.split(separator: "\n")
        #expect(lines.contains { $0.contains("nothing to commit") && $0.contains("repository=signed") })
        #expect(lines.contains { $0.contains("it is not signed") && $0.contains("repository=unsigned") })
        program.signal(SIGTERM)
        #expect(try await program.end() == 0)
    }
}
