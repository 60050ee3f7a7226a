import Foundation

/// Whose signatures count, in a folder of its own: nothing that the user or the machine trusts otherwise plays a part.
package actor SignatureKeyring {
    private let folder: String
    private let gpgKeys: [String]
    private let allowedSigners: String?
    private let own: CommitSigner?
    private let environment: [String: String]
    /// What is in gpg's folder by now.
    private var imported: [[UInt8]]?

    /// - Parameters:
    ///   - folder: made when it is needed; can be deleted at any time.
    ///   - gpgKeys: files with public keys, armored or not.
    ///   - allowedSigners: a file as `ssh-keygen` has it: <https://man.openbsd.org/ssh-keygen#ALLOWED_SIGNERS>.
    ///   - environment: the variables of the process that the programs may see.
    package init(folder: String, gpgKeys: [String], allowedSigners: String?, environment: [String: String]) {
        (self.folder, self.gpgKeys, self.allowedSigners, self.environment) = (folder, gpgKeys, allowedSigners, environment)
        own = nil
    }

    /// Makes a keyring in which only the key of a signer counts.
    package init(folder: String, of signer: CommitSigner, environment: [String: String]) {
        (self.folder, own, self.environment) = (folder, signer, environment)
        (gpgKeys, allowedSigners) = ([], nil)
    }

    /// Looks at the signature of a commit. Keys must be valid by now, whatever date the commit claims.
    /// - Throws: `GitError` when the keys cannot be read or the programs do not run.
    package func verify(_ commit: ObjectID, in repository: Repository) async throws -> SignatureVerdict {
        guard let signature = try await repository.signature(of: commit) else { return .unsigned }
        let signers = try await prepare()
        var variables = GitEnvironment.variables(
            environment,
            configuration: [
                ("gpg.ssh.allowedSignersFile", signers), ("gpg.program", "gpg"), ("gpg.ssh.program", "ssh-keygen"),
                ("gpg.x509.program", "/bin/false"),
                ("gpg.minTrustLevel", "undefined"),
            ])
        variables["GNUPGHOME"] = gpgHome
        let child = ChildProgram(
            arguments: ["--git-dir", repository.path, "verify-commit", "--raw", commit.hex], environment: variables, operation: "check signature",
            patience: .seconds(30))
        let ending = try await child.run()
        let verdict = SignatureVerdict(succeeded: ending.succeeded, ending.errors)
        guard verdict.isGood, signature.hasPrefix("-----BEGIN SSH"), try await !isAllowedNow(signature, signers) else { return verdict }
        return .refused("it is signed with an ssh key that is not among the allowed any more")
    }

    /// git asks whether an ssh key was allowed when the commit says that it was made, which its maker decides.
    private func isAllowedNow(_ signature: String, _ signers: String) async throws -> Bool {
        let file = "\(folder)/signature-\(UUID().uuidString)"
        try Data(signature.utf8).write(to: URL(filePath: file))
        defer { try? FileManager.default.removeItem(atPath: file) }  // what stays goes with the folder
        let child = ChildProgram(
            program: "ssh-keygen", arguments: ["-Y", "find-principals", "-s", file, "-f", signers],
            environment: GitEnvironment.variables(environment),
            operation: "check signature", patience: .seconds(30))
        return try await child.run().succeeded
    }

    private var gpgHome: String { "\(folder)/gpg" }

    /// Brings the folder up to date with the files.
    /// - Returns: the file of allowed ssh signers.
    private func prepare() async throws -> String {
        if let own {
            if imported == nil { try await takeKey(of: own) }
            return "\(folder)/allowed_signers"
        }
        let keys = try gpgKeys.map(SignatureKeyring.read)
        if imported != keys { try await replace(keys) }
        guard let allowedSigners else { return "\(folder)/allowed_signers" }
        _ = try SignatureKeyring.read(allowedSigners)
        return allowedSigners
    }

    private func takeKey(of signer: CommitSigner) async throws {
        let key = try await signer.publicKey()
        switch signer.key {
        case .gpg: try await replace([Array(key.utf8)])
        case .ssh:
            try await replace([])
            try Data("\(CommitSigner.principal) namespaces=\"git\" \(key)".utf8).write(to: URL(filePath: "\(folder)/allowed_signers"))
        }
    }

    /// Makes the folder anew, with these GPG keys and no ssh signer.
    private func replace(_ keys: [[UInt8]]) async throws {
        imported = nil
        let files = FileManager.default
        if files.fileExists(atPath: folder) { try files.removeItem(atPath: folder) }
        try files.createDirectory(atPath: gpgHome, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        try Data().write(to: URL(filePath: "\(folder)/allowed_signers"))
        // All keys here are trusted; none is looked for elsewhere.
        let settings = "trust-model always\nno-autostart\ndisable-dirmngr\nno-auto-key-retrieve\nno-auto-check-trustdb\n"
        try Data(settings.utf8).write(to: URL(filePath: "\(gpgHome)/gpg.conf"))
        var variables = GitEnvironment.variables(environment)
        variables["GNUPGHOME"] = gpgHome
        for (index, key) in keys.enumerated() {
            let child = ChildProgram(
                program: "gpg", arguments: ["--batch", "--no-tty", "--import"], environment: variables, operation: "read GPG keys", input: key,
                patience: .seconds(30))
            let ending = try await child.run()
            guard ending.succeeded else {
                let name = index < gpgKeys.count ? gpgKeys[index] : "the bot's own key"
                throw GitError(.invalid, "read GPG keys", "\(name) holds no GPG key: \(GitError.printable(ending.errors.suffix(300)))")
            }
        }
        imported = keys
    }

    private static func read(_ path: String) throws(GitError) -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw GitError(.invalid, "read allowed signers", "\(path) cannot be read")
        }
        return [UInt8](data)
    }
}
