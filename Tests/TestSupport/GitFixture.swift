import Foundation
import Subprocess

/// A repository with a worktree, driven by the `git` program: the person who commits to it.
package struct GitFixture: Sendable {
    package let path: String

    /// Makes a new repository with the branch `main`.
    package init(at path: String) async throws {
        self.path = path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try await git("init", "--quiet", "--initial-branch=main")
    }

    /// Clones a repository.
    package init(cloning url: String, to path: String) async throws {
        self.path = path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try await git("clone", "--quiet", url, ".")
    }

    /// Writes files (nil deletes) and commits them.
    /// - Returns: the commit's id.
    @discardableResult
    package func commit(_ files: [String: String?], _ message: String = "change") async throws -> String {
        for (name, content) in files {
            let file = URL(filePath: path).appending(path: name)
            guard let content else {
                try FileManager.default.removeItem(at: file)
                continue
            }
            try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(content.utf8).write(to: file)
        }
        try await git("add", "--all")
        try await git("commit", "--quiet", "--allow-empty", "-m", message)
        return try await git("rev-parse", "HEAD")
    }

    /// Makes a bare clone that can serve as a remote.
    package func makeRemote(at remote: String) async throws {
        try await git("clone", "--quiet", "--bare", path, remote)
        try await git("remote", "add", "origin", remote)
        try await git("fetch", "--quiet", "origin")
    }

    /// Runs git in the worktree.
    /// - Returns: what it printed, without blanks around it.
    @discardableResult
    package func git(_ arguments: String...) async throws -> String { try await GitFixture.git(arguments, in: path) }

    /// Runs git in a folder.
    @discardableResult
    package static func git(_ arguments: [String], in path: String) async throws -> String {
        let identity = [
            "-c", "user.name=Tester", "-c", "user.email=tester@example.com", "-c", "commit.gpgsign=false", "-c", "core.hooksPath=/dev/null",
        ]
        let environment = [
            "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C",
            "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin", "HOME": path,
        ]
        let result = try await Subprocess.run(
            .name("git"), arguments: Arguments(["-C", path] + identity + arguments),
            environment: .custom(environment.map { Array("\($0.key)=\($0.value)\0".utf8) }), output: .string(limit: 64 << 20),
            error: .string(limit: 1 << 20))
        guard result.terminationStatus.isSuccess else {
            throw GitFixtureError(description: "git \(arguments.joined(separator: " ")): \(result.standardError)")
        }
        return result.standardOutput.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}

/// Tells that git refused what a test asked of it.
package struct GitFixtureError: Error, CustomStringConvertible {
    package let description: String
}
