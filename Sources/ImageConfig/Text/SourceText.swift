/// A file's text as it is read: UTF-8, one byte order mark skipped, every line end a line feed. Positions in it are those of the file.
struct SourceText: Sendable {
    let name: String
    let scalars: [Unicode.Scalar]
    /// Where each line starts.
    private let lineStarts: [Int]

    /// - Throws: a diagnostic for bytes that are not UTF-8.
    init(_ file: NamedText) throws(ConfigProblems) {
        name = file.name
        var scalars: [Unicode.Scalar] = []
        scalars.reserveCapacity(file.bytes.count)
        var decoder = UTF8()
        var bytes = file.bytes.makeIterator()
        var wasReturn = false
        decoding: while true {
            switch decoder.decode(&bytes) {
            case .scalarValue(let scalar):
                if scalar == "\r" {
                    scalars.append("\n")
                } else if scalar != "\n" || !wasReturn {
                    scalars.append(scalar)
                }
                wasReturn = scalar == "\r"
            case .emptyInput: break decoding
            case .error:
                let text = SourceText(name: file.name, scalars: scalars)
                throw ConfigProblems([text.diagnostic(at: scalars.count, "the file is not UTF-8 here; save it as UTF-8")])
            }
        }
        if scalars.first == "\u{FEFF}" { scalars.removeFirst() }
        self.scalars = scalars
        lineStarts = SourceText.starts(scalars)
    }

    private init(name: String, scalars: [Unicode.Scalar]) {
        self.name = name
        self.scalars = scalars
        lineStarts = SourceText.starts(scalars)
    }

    private static func starts(_ scalars: [Unicode.Scalar]) -> [Int] {
        [0] + scalars.indices.filter { scalars[$0] == "\n" }.map { $0 + 1 }
    }

    /// Returns line and column of an offset, both counted from 1.
    func position(_ offset: Int) -> (line: Int, column: Int) {
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        return (low + 1, offset - lineStarts[low] + 1)
    }

    func diagnostic(_ severity: Diagnostic.Severity = .error, at offset: Int, _ message: String, keyPath: String = "") -> Diagnostic {
        let (line, column) = position(min(offset, scalars.count))
        return Diagnostic(severity: severity, file: name, line: line, column: column, keyPath: keyPath, message: message)
    }
}

/// What is wrong with a file; never empty.
package struct ConfigProblems: Error, Sendable {
    package let diagnostics: [Diagnostic]

    package init(_ diagnostics: [Diagnostic]) { self.diagnostics = diagnostics }
}

extension ConfigProblems: CustomStringConvertible {
    package var description: String { diagnostics.map(\.description).joined(separator: "\n") }
}
