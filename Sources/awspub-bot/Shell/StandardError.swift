import Foundation
import Logging
import Synchronization

/// Where everything goes that is no result: messages, logs, progress. One line at a time, never mixed, whatever thread writes.
enum StandardError {
    private static let format = Mutex(LogFormat.text)
    private static let lock = Mutex(())

    static let isTerminal = isatty(STDERR_FILENO) == 1

    /// The terminal's width in cells; 80 where it has none.
    static var width: Int {
        var size = winsize()
        return ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
    }

    /// Chooses how `tell` writes from now on.
    static func use(_ newFormat: LogFormat) { format.withLock { $0 = newFormat } }

    /// Writes a line as it is.
    static func write(_ line: String) { writeRaw(line.hasSuffix("\n") ? line : line + "\n") }

    /// Says a sentence: `error: …`, or a JSON object with `--log-format json`.
    static func tell(_ sentence: String, level: Logger.Level) {
        switch format.withLock({ $0 }) {
        case .text: write(level >= .warning ? "\(level.rawValue): \(sentence)" : sentence)
        case .json: write(LogLine(level: level, message: sentence, metadata: [:], date: Date()).json)
        }
    }

    static func writeRaw(_ text: String) {
        lock.withLock { _ in
            // Nobody is left to be told when stderr itself is gone.
            try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
        }
    }
}
