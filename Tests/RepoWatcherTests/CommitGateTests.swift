import Foundation
import Git
import RepoWatcher
import TestSupport
import Testing

/// Only what somebody signed who may is let through; the bot's own results do not get in the way of that.
struct CommitGateTests {
    private let folder: TemporaryFolder
    private let person: GitFixture
    private let ann: SSHSigningKey
    private let bot: SSHSigningKey
    private let signer: CommitSigner
    private let follower: BranchFollower

    init() async throws {
        let environment = ProcessInfo.processInfo.environment
        folder = try TemporaryFolder()
        person = try await GitFixture(at: folder.path("work"))
        ann = try await SSHSigningKey(in: folder.path, name: "ann")
        bot = try await SSHSigningKey(in: folder.path, name: "bot")
        signer = CommitSigner(key: .ssh(file: bot.file), environment: environment)
        try await person.commit(["a": "1"], signing: ann.gitOptions)
        try await person.makeRemote(at: folder.path("remote.git"))
        // The bot's key among the people's does not make it one of them.
        let signers = try folder.write(ann.allowed(as: "ann@example.com") + bot.allowed(as: "bot@example.com"), to: "signers")
        let people = SignatureKeyring(folder: folder.path("people"), gpgKeys: [], allowedSigners: signers, environment: environment)
        let own = SignatureKeyring(folder: folder.path("own"), of: signer, environment: environment)
        let remote = Remote(RemoteAccess(url: try RemoteURL(folder.path("remote.git")), environment: environment))
        follower = try await BranchFollower(
            remote: remote, branch: "main", directory: StateDirectory(at: folder.path("state")),
            gate: CommitGate(people: people, own: own) { _, _ in "manifests" })
    }

    private func push() async throws { try await person.git("push", "--quiet", "--force", "origin", "main") }

    private func refusal() async -> String {
        do {
            return "passed: \(try await follower.poll())"
        } catch {
            return (error as? GitError)?.code == .untrusted ? "\(error)" : "another error: \(error)"
        }
    }

    private func commitResults(_ files: [String: [UInt8]?], signer: CommitSigner?) async throws -> ObjectID? {
        let committer = ResultsCommitter(
            follower: follower, target: .results(folder: "manifests"), author: CommitAuthor(name: "Bot", email: "bot@example.com"), signer: signer)
        return try await committer.commit { _, _ in .init(files: files, message: "results") }
    }

    @Test("a signed tip passes, with signed results on top of it; the next signed one too")
    func passes() async throws {
        _ = try await follower.poll()
        for number in 1...3 { _ = try await commitResults(["manifests/x.json": Array("\(number)".utf8)], signer: signer) }
        let tip = try await follower.poll()
        #expect(try await follower.repository.commit(tip).subject == "results")
        try await person.git("pull", "--quiet", "--ff-only", "origin", "main")
        let next = try await person.commit(["a": "2"], signing: ann.gitOptions)
        try await push()
        #expect(try await follower.poll().hex == next)
    }

    @Test("a tip that nobody signed who may is refused each time, with its name, and passes once it is signed")
    func refuses() async throws {
        let mallory = try await SSHSigningKey(in: folder.path, name: "mallory")
        let unsigned = try await person.commit(["a": "2"], "evil\u{1B}[2J")
        try await push()
        for _ in 0..<2 {
            let text = await refusal()
            #expect(text.contains(unsigned.prefix(12)) && text.contains("“evil") && text.contains("by Tester") && text.contains("it is not signed"))
            #expect(!text.contains("\u{1B}"))
        }
        try await person.amend(signing: mallory.gitOptions)
        try await push()
        #expect(await refusal().contains("not among the allowed"))
        let good = try await person.amend(signing: ann.gitOptions)
        try await push()
        #expect(try await follower.poll().hex == good)
    }

    @Test("unsigned results, and signed ones that change more than results, are refused")
    func results() async throws {
        let tip = try await follower.poll()
        _ = try await commitResults(["manifests/x.json": [1]], signer: nil)
        #expect(await refusal().contains("it is not signed"))
        try await person.git("push", "--quiet", "--force", "origin", "\(tip):main")
        _ = try await commitResults(["manifests/x.json": [1], "a": [1]], signer: signer)
        #expect(await refusal().contains("may change manifests only, and changes a"))
    }

    @Test("results on top of what nobody signed do not hide it")
    func hidden() async throws {
        let evil = try await person.commit(["a": "2"])
        try await person.commit(["manifests/x.json": "1"], signing: bot.gitOptions)
        try await push()
        #expect(await refusal().contains(evil.prefix(12)))
    }
}
