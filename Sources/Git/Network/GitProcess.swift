import Foundation
import Subprocess

/// One run of the `git` program.
struct GitProcess: Sendable {
    let arguments: [String]
    let access: RemoteAccess
    /// What is being done, for errors.
    let operation: String
    /// What git reads from its standard input.
    var input: [UInt8] = []
    /// Whether what git writes to its standard output is thrown away, as it must be when it is large.
    var discardsOutput = false
    /// After which git is killed; the access's time when nil.
    var deadline: Duration?

    /// Runs git and returns what it wrote to its standard output.
    /// - Throws: `GitError`, also when the deadline passes; git and all that it started are killed then.
    func run() async throws -> String {
        let result = try await withThrowingTaskGroup(of: Finished?.self) { group in
            group.addTask { try await finished() }
            group.addTask {
                try await Task.sleep(for: deadline ?? access.timeout)
                return nil
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
        try Task.checkCancellation()
        guard let result else {
            throw GitError(
                .timedOut, operation,
                "nothing came of it for \((deadline ?? access.timeout).components.seconds) s; the server may be stuck, or unreachable")
        }
        guard result.succeeded else { throw GitError(result.message, operation: operation, url: access.url) }
        return result.output
    }

    private struct Finished: Sendable {
        let succeeded: Bool
        let output: String
        let message: String
    }

    private func finished() async throws -> Finished {
        var options = PlatformOptions()
        // A session of its own, so that the whole group can be killed, helpers such as ssh included, and nothing can ask at a terminal.
        options.createSession = true
        options.teardownSequence = [.send(signal: .terminate, toProcessGroup: true, allowedDurationToNextStep: .milliseconds(200))]
        let environment = Environment.custom(access.processEnvironment().map { Array("\($0.key)=\($0.value)\0".utf8) })
        do {
            guard !discardsOutput else {
                let result = try await Subprocess.run(
                    .name("git"), arguments: Arguments(arguments), environment: environment, platformOptions: options, input: .array(input),
                    output: .discarded, error: .string(limit: 1 << 20))
                return Finished(succeeded: result.terminationStatus.isSuccess, output: "", message: result.standardError)
            }
            let result = try await Subprocess.run(
                .name("git"), arguments: Arguments(arguments), environment: environment, platformOptions: options, input: .array(input),
                output: .string(limit: 16 << 20), error: .string(limit: 1 << 20))
            // With --porcelain a refused push is told on the standard output.
            return Finished(
                succeeded: result.terminationStatus.isSuccess, output: result.standardOutput, message: result.standardError + result.standardOutput)
        } catch let error as SubprocessError {
            throw GitError(.failed, operation, "git cannot be run: \(error)")
        }
    }
}
