import Foundation
import Subprocess

/// A GPG key in a folder of its own, and the program of its owner.
package final class GPGKey: Sendable {
    package let home: String
    package let fingerprint: String
    /// The public key, exported.
    package let publicFile: String
    /// What git is told to sign with it.
    package let gitOptions: [String]

    /// Makes a key without a passphrase.
    package init(in folder: String, name: String) async throws {
        home = "\(folder)/gpg-\(name)"
        try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let user = "\(name) <\(name)@example.com>"
        _ = try await GPGKey.gpg(home, ["--passphrase", "", "--quick-generate-key", user, "ed25519", "sign", "never"])
        let list = try await GPGKey.gpg(home, ["--with-colons", "--list-keys"])
        let line = list.split(separator: "\n").first { $0.hasPrefix("fpr:") } ?? ""
        fingerprint = String(line.split(separator: ":").last ?? "")
        publicFile = "\(home)/public.asc"
        let program = "\(home)/git-gpg"
        try Data("#!/bin/sh\nexec gpg --homedir '\(home)' \"$@\"\n".utf8).write(to: URL(filePath: program))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
        gitOptions = ["-c", "gpg.program=\(program)", "-c", "user.signingkey=\(fingerprint)"]
        try await export()
    }

    /// Lets the key expire now.
    package func expire() async throws {
        _ = try await GPGKey.gpg(home, ["--quick-set-expire", fingerprint, "seconds=1"])
        try await Task.sleep(for: .milliseconds(2100))
        try await export()
    }

    private func export() async throws {
        let text = try await GPGKey.gpg(home, ["--armor", "--export", fingerprint])
        try Data(text.utf8).write(to: URL(filePath: publicFile))
    }

    private static func gpg(_ home: String, _ arguments: [String]) async throws -> String {
        let result = try await Subprocess.run(
            .name("gpg"), arguments: Arguments(["--homedir", home, "--batch", "--quiet", "--pinentry-mode", "loopback"] + arguments),
            output: .string(limit: 1 << 20), error: .string(limit: 1 << 20))
        guard result.terminationStatus.isSuccess else { throw GitFixtureError(description: "gpg: \(result.standardError)") }
        return result.standardOutput
    }

    deinit {
        // Ends the agent that gpg started for this folder; nobody needs to wait for that.
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/gpgconf")
        process.arguments = ["--homedir", home, "--kill", "all"]
        try? process.run()
    }
}

/// An ssh key that signs.
package struct SSHSigningKey: Sendable {
    package let file: String
    package let publicKey: String
    /// What git is told to sign with it.
    package var gitOptions: [String] { ["-c", "gpg.format=ssh", "-c", "user.signingkey=\(file)"] }

    package init(in folder: String, name: String) async throws {
        file = "\(folder)/ssh-\(name)"
        try await SSHServer.makeKey(at: file)
        publicKey = try String(contentsOfFile: "\(file).pub", encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// A line of a file of allowed signers.
    package func allowed(as principal: String, options: String = "") -> String { "\(principal) \(options) \(publicKey)\n" }
}

extension GitFixture {
    /// Writes files and makes a signed commit.
    /// - Parameter options: what git is told to sign with.
    @discardableResult
    package func commit(_ files: [String: String?], _ message: String = "change", signing options: [String]) async throws -> String {
        try await commit(files, message)
        return try await amend(signing: options)
    }

    /// Signs the last commit.
    @discardableResult
    package func amend(signing options: [String]) async throws -> String {
        try await GitFixture.git(options + ["commit", "--quiet", "--allow-empty", "--amend", "--no-edit", "--gpg-sign"], in: path)
        return try await git("rev-parse", "HEAD")
    }

    /// Changes the last commit's message and leaves everything else of it as it is, its signature too.
    package func tamper() async throws -> String {
        let text = try await git("cat-file", "commit", "HEAD")
        let file = "\(path)/.git/tampered"
        try Data((text + "\nmore\n").utf8).write(to: URL(filePath: file))
        let id = try await git("hash-object", "-t", "commit", "-w", file)
        try await git("reset", "--quiet", "--hard", id)
        return id
    }
}
