import ArgumentParser
import Foundation
import Logging

/// A command that logs and shows progress. `Main` sets logging up before it runs it.
protocol LoggingCommand: AsyncParsableCommand {
    var logging: LoggingOptions { get }
}

/// The options about what is told on stderr. Add them with `@OptionGroup var logging: LoggingOptions` and conform to `LoggingCommand`;
/// then `Logger(label: "awspub-bot")` logs as the user asked, and `logging.progress()` shows engine events.
struct LoggingOptions: ParsableArguments {
    @Option(name: .customLong("log-format"), help: "How lines on stderr are written: text, or json (one object a line).")
    var format = LogFormat.text

    @Option(
        name: .customLong("log-level"), help: ArgumentHelp("The least level to log: trace, debug, info, warning, error.", valueName: "level"))
    var level = LogLevel.info

    @Flag(name: .shortAndLong, help: "Tell nothing but errors.")
    var quiet = false

    /// Sets the process's logging up. Once, before the first logger is made.
    func bootstrap() {
        let level: Logger.Level = quiet ? .error : level.level
        let format = format
        StandardError.use(format, isQuiet: quiet)
        LoggingSystem.bootstrap { _ in StandardErrorLogHandler(format: format, logLevel: level) }
    }

    /// Returns what shows the progress of a run as these options and the terminal allow.
    func progress(environment: [String: String] = ProcessInfo.processInfo.environment) -> ProgressReporter {
        ProgressReporter(style: style(environment))
    }

    private func style(_ environment: [String: String]) -> ProgressReporter.Style {
        if quiet { return .silent }
        if format == .json { return .json(level.level) }
        if StandardError.isTerminal, Terminal.canRedraw(environment) { return .live(Terminal.Look(environment: environment)) }
        return level.level <= .info ? .plain : .silent
    }
}
