/// Something to say about a file, with the place it is about.
public struct Diagnostic: Sendable, Hashable {
    public enum Severity: String, Sendable, Hashable {
        case error
        case warning
    }

    public var severity: Severity
    /// The file's name as the reader knows it.
    public var file: String
    /// Counted from 1, in the file as its author wrote it.
    public var line: Int
    /// Counted from 1, in characters.
    public var column: Int
    /// The path of keys, such as `awspub.images.my-image.boot_mode`; empty when it is about the file.
    public var keyPath: String
    /// What is wrong, and what would be right.
    public var message: String

    public init(severity: Severity = .error, file: String, line: Int, column: Int, keyPath: String = "", message: String) {
        self.severity = severity
        self.file = file
        self.line = line
        self.column = column
        self.keyPath = keyPath
        self.message = message
    }
}

extension Diagnostic: CustomStringConvertible {
    /// `FILE:LINE:COL: error: KEY.PATH: message`, one line whatever the config holds.
    public var description: String {
        "\(file):\(line):\(column): \(severity.rawValue): \(keyPath.isEmpty ? "" : "\(keyPath): ")\(message)".escapingControls
    }
}
