import ArgumentParser
import Foundation

/// `--output`: where a command's result goes. Add it with `@OptionGroup var output: OutputOptions`, and end with `try output.write(text)`.
struct OutputOptions: ParsableArguments {
    @Option(name: .customLong("output"), help: ArgumentHelp("Write the result to this file instead of stdout.", valueName: "file"))
    var path: String?

    /// Writes the result, with a newline at its end, to the file or to stdout. A file is replaced whole, or not at all.
    /// - Throws: `CommandFailure` when it cannot be written.
    func write(_ text: String) throws {
        let text = text.hasSuffix("\n") ? text : text + "\n"
        guard let path else { return try StandardOutput.write(text) }
        do {
            try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw CommandFailure(.failed, "the result cannot be written to \(path): \(error.localizedDescription)")
        }
    }
}
