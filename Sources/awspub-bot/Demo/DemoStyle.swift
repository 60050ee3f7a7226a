import Foundation

/// How the demo looks: colours only on a terminal that wants them.
enum DemoStyle {
    private static let hasColours = isatty(STDOUT_FILENO) == 1 && ProcessInfo.processInfo.environment["NO_COLOR"] == nil

    static func heading(_ text: String) -> String { "\n" + (hasColours ? "\u{1B}[1m==> \(text)\u{1B}[0m" : "==> \(text)") + "\n\n" }

    static func command(_ text: String) -> String { (hasColours ? "\u{1B}[36m$ \(text)\u{1B}[0m" : "$ \(text)") + "\n" }
}
