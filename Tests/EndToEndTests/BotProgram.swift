import Foundation
import Subprocess

/// The built program, run as a person or another program runs it.
struct BotProgram: Sendable {
    var environment: [String: String] = [:]

    struct Ending: Sendable {
        /// The exit code; minus the number for a signal.
        let code: Int
        let output: String
        let errors: String
    }

    /// The program beside the test bundle.
    static var path: String {
        URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().appending(path: "awspub-bot").path
    }

    /// The root of the project's clone.
    static var projectRoot: String { URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardizedFileURL.path }

    /// Copies the sample repository's files, with whose owner and group an ordinary user could do nothing.
    static func copySample(to folder: String) async throws {
        let copied = try await run("cp", ["-R", "\(projectRoot)/sample-config-repo", folder], BotProgram().variables)
        guard copied.code == 0 else { throw CocoaError(.fileWriteUnknown, userInfo: [NSDebugDescriptionErrorKey: copied.errors]) }
    }

    /// Runs the program to its end.
    func run(_ arguments: String...) async throws -> Ending { try await run(arguments) }

    func run(_ arguments: [String]) async throws -> Ending {
        try await Self.run(Self.path, arguments, variables)
    }

    /// Runs any program to its end.
    static func run(_ program: String, _ arguments: [String], _ variables: [String: String]) async throws -> Ending {
        let result = try await Subprocess.run(
            .name("env"), arguments: Arguments(["--", program] + arguments),
            environment: .custom(variables.map { Array("\($0.key)=\($0.value)\0".utf8) }),
            output: .string(limit: 16 << 20), error: .string(limit: 16 << 20))
        return Ending(code: code(result.terminationStatus), output: result.standardOutput, errors: result.standardError)
    }

    static func code(_ status: TerminationStatus) -> Int {
        switch status {
        case .exited(let code): Int(code)
        case .signaled(let number): -Int(number)
        }
    }

    /// Nothing of the machine's own AWS or git settings.
    var variables: [String: String] {
        let system = ["PATH", "HOME", "TMPDIR"].reduce(into: [:]) { $0[$1] = ProcessInfo.processInfo.environment[$1] }
        let own = [
            "AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null", "AWS_EC2_METADATA_DISABLED": "true",
            "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C.UTF-8",
        ]
        return system.merging(own) { $1 }.merging(environment) { $1 }
    }
}
