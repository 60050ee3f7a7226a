/// Which key signs. What is here is where the key is, never the key.
package enum SigningKey: Sendable, Hashable {
    /// A private key file without a passphrase.
    case ssh(file: String)
    /// A key that gpg knows, by its fingerprint, id or address.
    /// - Parameter home: gpg's folder; nil for the user's own.
    case gpg(id: String, home: String?)
}

/// Signs commits, through `ssh-keygen` or `gpg`.
package struct CommitSigner: Sendable {
    package let key: SigningKey
    /// The variables of the process that these programs may see.
    private let environment: [String: String]

    /// Who an ssh signature of the bot is by, where its own commits are told from others'.
    static let principal = "awspub-bot"

    package init(key: SigningKey, environment: [String: String]) {
        self.key = key
        self.environment = environment
    }

    /// Returns the signature of a commit's bytes, as it stands in the commit's header.
    /// - Throws: `GitError` with what the program said.
    package func sign(_ bytes: [UInt8]) async throws -> String {
        switch key {
        case .ssh(let file): try await run("ssh-keygen", ["-Y", "sign", "-n", "git", "-f", file], input: bytes)
        case .gpg(let id, let home):
            try await run("gpg", CommitSigner.batch + ["--detach-sign", "--armor", "--local-user", id], home: home, input: bytes)
        }
    }

    /// Returns the public key: a line of `authorized_keys`, or an armored GPG key.
    func publicKey() async throws -> String {
        switch key {
        // The empty passphrase keeps it from asking for one.
        case .ssh(let file): try await run("ssh-keygen", ["-y", "-P", "", "-f", file])
        case .gpg(let id, let home): try await run("gpg", CommitSigner.batch + ["--export", "--armor", "--", id], home: home)
        }
    }

    private static let batch = ["--batch", "--no-tty", "--pinentry-mode", "error"]

    private func run(_ program: String, _ arguments: [String], home: String? = nil, input: [UInt8] = []) async throws -> String {
        var variables = environment.filter { ["PATH", "HOME", "TMPDIR", "GNUPGHOME"].contains($0.key) }
        variables["LC_ALL"] = "C"
        variables["SSH_ASKPASS_REQUIRE"] = "never"
        if let home { variables["GNUPGHOME"] = home }
        let child = ChildProgram(
            program: program, arguments: arguments, environment: variables, operation: "sign", input: input, patience: .seconds(30))
        let ending = try await child.run()
        guard ending.succeeded, !ending.output.isEmpty else {
            let said = GitError.printable(ending.errors.split(separator: "\n").joined(separator: "; ").prefix(500))
            throw GitError(.failed, "sign", "\(name) cannot sign: \(said.isEmpty ? "\(program) made nothing" : said)")
        }
        return ending.output
    }

    private var name: String {
        switch key {
        case .ssh(let file): "the ssh key \(file)"
        case .gpg(let id, _): "the GPG key \(id)"
        }
    }
}
