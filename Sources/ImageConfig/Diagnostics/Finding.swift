/// Something to say about a text at an offset in bytes, before anybody asked for its line.
struct Finding: Sendable {
    let severity: Diagnostic.Severity
    let offset: Int
    let keyPath: String
    let message: String

    init(_ severity: Diagnostic.Severity = .error, at offset: Int, keyPath: String = "", _ message: String) {
        self.severity = severity
        self.offset = offset
        self.keyPath = keyPath
        self.message = message
    }
}
