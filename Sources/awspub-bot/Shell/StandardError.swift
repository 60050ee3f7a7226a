import Foundation
import ImageConfig
import Logging
import Synchronization

/// Where everything goes that is no result: messages, logs, progress. One line at a time, never mixed, whatever thread writes.
enum StandardError {
    private struct State {
        var format = LogFormat.text
        var isQuiet = false
        /// What is drawn at the bottom of the terminal.
        var pinned: [TerminalLine] = []
    }

    private static let state = Mutex(State())

    static let isTerminal = isatty(STDERR_FILENO) == 1

    /// Chooses how `tell` writes from now on, and whether it tells anything but errors.
    static func use(_ format: LogFormat, isQuiet: Bool = false) {
        state.withLock {
            $0.format = format
            $0.isQuiet = isQuiet
        }
    }

    /// Writes a line as it is.
    static func write(_ line: String) { writeRaw(line.hasSuffix("\n") ? line : line + "\n") }

    /// Says a sentence: `error: …`, or a JSON object with `--log-format json`.
    static func tell(_ sentence: String, level: Logger.Level) {
        switch voice(for: level) {
        case nil: break
        case .text: write(level >= .warning ? "\(level.rawValue): \(sentence)" : sentence)
        case .json: write(LogLine(level: level, message: sentence, metadata: [:], date: Date()).json)
        }
    }

    /// Says a diagnostic, in the form that editors know; its parts by themselves with `--log-format json`.
    static func tell(_ diagnostic: Diagnostic) {
        let level: Logger.Level = diagnostic.severity == .error ? .error : .warning
        switch voice(for: level) {
        case nil: break
        case .text: write("\(diagnostic)")
        case .json:
            let metadata: Logger.Metadata = [
                "file": .string(diagnostic.file), "line": .stringConvertible(diagnostic.line), "column": .stringConvertible(diagnostic.column),
                "key": .string(diagnostic.keyPath),
            ]
            write(LogLine(level: level, message: diagnostic.message, metadata: metadata, date: Date()).json)
        }
    }

    /// Returns how something is said; nil when it is not.
    private static func voice(for level: Logger.Level) -> LogFormat? {
        state.withLock { $0.isQuiet && level < .error ? nil : $0.format }
    }

    /// Draws lines at the bottom of the terminal, instead of those before; all that is written later goes above them.
    static func pin(_ lines: [TerminalLine]) {
        state.withLock { state in
            guard lines != state.pinned else { return }
            let size = Terminal.size
            emit(erase(state.pinned, size) + draw(lines))
            state.pinned = lines
        }
    }

    static func writeRaw(_ text: String) {
        state.withLock { state in
            guard !state.pinned.isEmpty else { return emit(text) }
            emit(erase(state.pinned, Terminal.size) + text + draw(state.pinned))
        }
    }

    /// Goes back to the first of the lines. Terminals wrap what is drawn already when they become narrower.
    private static func erase(_ lines: [TerminalLine], _ size: Terminal.Size) -> String {
        guard !lines.isEmpty else { return "" }
        let rows = lines.reduce(0) { $0 + max(1, ($1.width + size.columns - 1) / size.columns) }
        return "\r\u{1B}[\(rows)A\u{1B}[J"
    }

    private static func draw(_ lines: [TerminalLine]) -> String { lines.map { "\($0.text)\n" }.joined() }

    private static func emit(_ text: String) {
        guard !text.isEmpty else { return }
        // Nobody is left to be told when stderr itself is gone.
        try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
    }
}
