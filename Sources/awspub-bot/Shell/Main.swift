import ArgumentParser
import Foundation
import ImageConfig
import Logging

/// The process: parses, logs, runs the command until it ends or a signal comes, and exits with the design's code.
@main
enum Main {
    static func main() async {
        // A reader of our output that went away is an error to report, not a reason to die without a word.
        Signals.neutralize(SIGPIPE)
        let arguments = AwspubArguments.reordered(Array(CommandLine.arguments.dropFirst()))
        let status = isService(arguments) ? await run(arguments) : await Interruption.watch { await run(arguments) }
        exit(status.rawValue)
    }

    /// Services stop by themselves, and gracefully, when a signal comes.
    private static func isService(_ arguments: [String]) -> Bool {
        AWSPubBot.configuration.subcommands.contains { $0.configuration.commandName == arguments.first && $0 is any ServiceCommand.Type }
    }

    private static func run(_ arguments: [String]) async -> ExitStatus {
        do {
            let command = try AWSPubBot.parseAsRoot(arguments)
            if let logged = command as? any LoggingCommand { logged.logging.bootstrap() }
            try await run(command)
            return .done
        } catch {
            return tell(error)
        }
    }

    private static func run(_ command: any ParsableCommand) async throws {
        var command = command
        if var asynchronous = command as? any AsyncParsableCommand {
            try await asynchronous.run()
        } else {
            try command.run()
        }
    }

    /// Says how a command is used; in one object where the lines are to be objects.
    private static func tellUsage(_ message: String) {
        let arguments = CommandLine.arguments
        let isJSON = arguments.contains("--log-format=json") || zip(arguments, arguments.dropFirst()).contains { $0 == ("--log-format", "json") }
        guard isJSON else { return StandardError.write(message) }
        StandardError.use(.json)
        StandardError.tell(message, level: .error)
    }

    /// Says on stderr what ended the command; help and versions, which end it too, go to stdout.
    private static func tell(_ error: any Error) -> ExitStatus {
        if AWSPubBot.exitCode(for: error) == .success {
            do {
                try StandardOutput.write(AWSPubBot.fullMessage(for: error) + "\n")
                return .done
            } catch {
                return .failed
            }
        }
        if AWSPubBot.exitCode(for: error) == .validationFailure {
            tellUsage(AWSPubBot.fullMessage(for: error))
            return .usage
        }
        let status = ExitStatus(for: error)
        if let problems = error as? ConfigProblems {
            for diagnostic in problems.diagnostics { StandardError.tell(diagnostic) }
            return status
        }
        let sentence = status == .interrupted || Task.isCancelled ? "interrupted" : "\(error)"
        if !sentence.isEmpty { StandardError.tell(sentence, level: .error) }
        return status
    }
}
