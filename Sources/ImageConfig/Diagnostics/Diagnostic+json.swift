package import CanonicalJSON

extension Diagnostic {
    /// The diagnostic as data.
    package var json: JSON {
        [
            "file": .string(file), "line": .integer(line), "column": .integer(column), "severity": .string(severity.rawValue),
            "key": .string(keyPath), "message": .string(message),
        ]
    }
}
