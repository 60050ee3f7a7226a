import Foundation
import Subprocess

/// A program that the demo runs, as a person would at a prompt.
struct Program: Sendable {
    let environment: [String: String]
    let directory: String

    /// The path of this very program.
    static var ownPath: String { URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().path }

    /// Runs git and returns what it printed.
    /// - Throws: `CommandFailure` when it fails.
    @discardableResult
    func git(_ arguments: String...) async throws -> String {
        let result = try await Subprocess.run(
            .name("git"), arguments: Arguments(["-C", directory] + arguments), environment: custom,
            output: .string(limit: 1 << 20),
            error: .string(limit: 1 << 16))
        guard result.terminationStatus.isSuccess else {
            throw CommandFailure(.failed, "git \(arguments.joined(separator: " ")) failed: \(result.standardError)")
        }
        return result.standardOutput
    }

    /// Runs this program with other arguments, on this terminal.
    /// - Throws: `CommandFailure` unless it exits with 0.
    func bot(_ arguments: [String]) async throws {
        let result = try await Subprocess.run(
            .name("env"), arguments: Arguments(["--", Self.ownPath] + arguments), environment: custom,
            output: .currentStandardOutput, error: .currentStandardError)
        guard result.terminationStatus.isSuccess else {
            throw CommandFailure(.failed, "awspub-bot \(arguments.first ?? "") ended with \(result.terminationStatus)")
        }
    }

    private var custom: Environment { .custom(environment.map { Array("\($0.key)=\($0.value)\0".utf8) }) }
}
