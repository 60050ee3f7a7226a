import Foundation
import Git
import TestSupport
import Testing

/// Signatures by real GPG and ssh keys.
struct SignatureTests {
    private let folder: TemporaryFolder
    private let person: GitFixture

    init() async throws {
        folder = try TemporaryFolder()
        person = try await GitFixture(at: folder.path("work"))
    }

    private func verdict(gpgKeys: [String] = [], ssh: String? = nil, of revision: String = "HEAD") async throws -> SignatureVerdict {
        let signers = try ssh.map { try folder.write($0, to: "allowed_signers") }
        let keyring = SignatureKeyring(
            folder: folder.path("keyring"), gpgKeys: gpgKeys, allowedSigners: signers, environment: ProcessInfo.processInfo.environment)
        let repository = try Repository(at: folder.path("work/.git"))
        return try await keyring.verify(repository.resolve(revision), in: repository)
    }

    private func reason(_ verdict: SignatureVerdict) -> String { if case .refused(let reason) = verdict { reason } else { "\(verdict)" } }

    @Test("a GPG signature counts when its key is allowed, has not expired, and the commit is as it was signed")
    func gpg() async throws {
        let (ann, bob) = (try await GPGKey(in: folder.path, name: "ann"), try await GPGKey(in: folder.path, name: "bob"))
        try await person.commit(["a": "1"])
        #expect(try await verdict(gpgKeys: [ann.publicFile]) == .unsigned)
        try await person.commit(["a": "2"], signing: ann.gitOptions)
        let good = try await verdict(gpgKeys: [bob.publicFile, ann.publicFile])
        #expect(good.isGood && "\(good)".contains("ann@example.com"))
        let foreign = reason(try await verdict(gpgKeys: [bob.publicFile]))
        #expect(foreign.contains("is not among the allowed") && foreign.contains(ann.fingerprint.suffix(16)), "\(foreign)")
        #expect(try await !verdict(ssh: "").isGood)
        _ = try await person.tamper()
        #expect(reason(try await verdict(gpgKeys: [ann.publicFile])).contains("changed after it was signed"))
        try await person.commit(["a": "3"], signing: ann.gitOptions)
        try await ann.expire()
        #expect(reason(try await verdict(gpgKeys: [ann.publicFile])).contains("has expired"))
        await #expect(throws: GitError.self) { try await verdict(gpgKeys: [folder.write("nonsense", to: "no.asc")]) }
        await #expect(throws: GitError.self) { try await verdict(gpgKeys: [folder.path("missing.asc")]) }
    }

    @Test("an ssh signature counts when its key is allowed now and was then, for git, and the commit is as it was signed")
    func ssh() async throws {
        let (ann, bob) = (try await SSHSigningKey(in: folder.path, name: "ann"), try await SSHSigningKey(in: folder.path, name: "bob"))
        try await person.commit(["a": "1"], signing: ann.gitOptions)
        let good = try await verdict(ssh: bob.allowed(as: "bob@example.com") + ann.allowed(as: "ann@example.com"))
        #expect(good.isGood && "\(good)".contains("ann@example.com"))
        let foreign = reason(try await verdict(ssh: bob.allowed(as: "bob@example.com")))
        #expect(foreign.contains("SHA256:") && foreign.contains("not among the allowed"), "\(foreign)")
        #expect(try await !verdict(ssh: ann.allowed(as: "ann", options: "namespaces=\"file\"")).isGood)
        #expect(try await verdict(ssh: ann.allowed(as: "ann", options: "namespaces=\"git\"")).isGood)
        #expect(try await !verdict(ssh: ann.allowed(as: "ann", options: "valid-before=\"20200101\"")).isGood)
        #expect(try await !verdict(gpgKeys: []).isGood)
        _ = try await person.tamper()
        #expect(reason(try await verdict(ssh: ann.allowed(as: "ann"))).contains("changed after it was signed"))
    }

    @Test("a commit that claims to be older than the end of its key does not count")
    func backdated() async throws {
        let ann = try await SSHSigningKey(in: folder.path, name: "ann")
        try await person.commit(["a": "1"])
        let environment = ["GIT_COMMITTER_DATE=2019-06-01T12:00:00Z", "GIT_AUTHOR_DATE=2019-06-01T12:00:00Z"]
        try await person.git(
            "-c",
            "alias.back=!env \(environment.joined(separator: " ")) git \(ann.gitOptions.joined(separator: " ")) -c user.name=T "
                + "-c user.email=t@example.com commit --quiet --amend --no-edit --gpg-sign", "back")
        let signers = ann.allowed(as: "ann", options: "valid-before=\"20200101\"")
        #expect(reason(try await verdict(ssh: signers)).contains("not among the allowed any more"))
    }

    @Test("the bot's commits are signed with ssh or GPG, and git says so too", arguments: [true, false])
    func signing(usesSSH: Bool) async throws {
        let environment = ProcessInfo.processInfo.environment
        let ssh = try await SSHSigningKey(in: folder.path, name: "bot")
        let gpg = try await GPGKey(in: folder.path, name: "bot")
        let key: SigningKey = usesSSH ? .ssh(file: ssh.file) : .gpg(id: gpg.fingerprint, home: gpg.home)
        let signer = CommitSigner(key: key, environment: environment)
        try await person.commit(["a": "1"])
        let repository = try Repository(at: folder.path("work/.git"))
        let head = try await repository.resolve("HEAD")
        let author = CommitAuthor(name: "Bot", email: "bot@example.com")
        let made = try #require(
            try await repository.makeCommit(changing: ["b": [0x32]], on: head, message: "results\n\nRun: ü\n", author: author, signer: signer))
        #expect(try await repository.commit(made).message == "results\n\nRun: ü\n")
        #expect(try await repository.entries(of: made).map(\.path) == ["a", "b"])
        #expect(
            try await repository.makeCommit(changing: ["b": [0x32]], on: made, message: "same", author: author, signer: signer) == nil)
        let root = try #require(try await repository.makeCommit(changing: ["b": [1]], on: nil, message: "x", author: author, signer: signer))
        let signers = try folder.write(ssh.allowed(as: "bot"), to: "signers")
        let options = usesSSH ? ["-c", "gpg.ssh.allowedSignersFile=\(signers)"] : gpg.gitOptions
        for commit in [made, root] { try await GitFixture.git(options + ["verify-commit", commit.hex], in: person.path) }
        #expect(try await person.git("fsck", "--strict", "--no-dangling").isEmpty)
        let own = SignatureKeyring(folder: folder.path("own"), of: signer, environment: environment)
        #expect(try await own.verify(made, in: repository).isGood)
        #expect(try await own.verify(head, in: repository) == .unsigned)
    }

    @Test("a key that cannot sign says so without asking for a passphrase")
    func unusableKeys() async throws {
        let environment = ProcessInfo.processInfo.environment
        let key = folder.path("locked")
        try await person.git("-c", "alias.key=!ssh-keygen -q -t ed25519 -N secret-passphrase -f \(key)", "key")
        for key in [SigningKey.ssh(file: key), .ssh(file: folder.path("missing")), .gpg(id: "nobody@example.com", home: folder.path("none"))] {
            await #expect { try await CommitSigner(key: key, environment: environment).sign([1]) } throws: { "\($0)".contains("cannot sign") }
        }
    }
}
