import Foundation

/// Where results go, and nothing else.
enum StandardOutput {
    /// Writes text as it is.
    /// - Throws: `CommandFailure` when nobody can read it, for instance because the disk is full or the reader went away.
    static func write(_ text: String) throws {
        do {
            try FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
        } catch {
            throw CommandFailure(.failed, "the result cannot be written to stdout: \(error.localizedDescription)")
        }
    }
}
