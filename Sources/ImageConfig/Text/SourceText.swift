/// A file's text as it is read: UTF-8, one byte order mark skipped, every line end a line feed. Positions in it are those of the file.
///
/// Offsets are counted in bytes of `bytes`; lines and columns are worked out only for what is told to a person.
struct SourceText: Sendable {
    let name: String
    let bytes: [UInt8]

    /// - Throws: a diagnostic for bytes that are not UTF-8.
    init(_ file: NamedText) throws(ConfigProblems) {
        name = file.name
        let hasMark = file.bytes.starts(with: [0xEF, 0xBB, 0xBF])
        let content = hasMark ? Array(file.bytes[3...]) : file.bytes
        let invalid = SourceText.firstInvalidByte(of: content)
        bytes = SourceText.withLineFeeds(invalid.map { Array(content[..<$0]) } ?? content)
        if invalid != nil { throw ConfigProblems([diagnostic(at: bytes.count, "the file is not UTF-8 here; save it as UTF-8")]) }
    }

    private static func firstInvalidByte(of bytes: [UInt8]) -> Int? {
        do {
            _ = try UTF8Span(validating: bytes.span)
            return nil
        } catch {
            return error.byteOffsets.lowerBound
        }
    }

    /// Turns CR LF, and CR alone, into LF.
    private static func withLineFeeds(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.contains(0x0D) else { return bytes }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var wasReturn = false
        for byte in bytes {
            if byte == 0x0D {
                result.append(0x0A)
            } else if byte != 0x0A || !wasReturn {
                result.append(byte)
            }
            wasReturn = byte == 0x0D
        }
        return result
    }

    func diagnostic(_ severity: Diagnostic.Severity = .error, at offset: Int, _ message: String, keyPath: String = "") -> Diagnostic {
        var cursor = PositionCursor(bytes)
        let (line, column) = cursor.position(of: offset)
        return Diagnostic(severity: severity, file: name, line: line, column: column, keyPath: keyPath, message: message)
    }
}

/// Counts lines and columns, both from 1, columns in characters. Quick for offsets that come in rising order.
struct PositionCursor {
    private let bytes: [UInt8]
    private var lineStart = 0
    private var line = 1
    private var scanned = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func position(of offset: Int) -> (line: Int, column: Int) {
        let end = min(max(0, offset), bytes.count)
        if end < lineStart { (lineStart, line, scanned) = (0, 1, 0) }
        while scanned < end {
            if bytes[scanned] == 0x0A { (line, lineStart) = (line + 1, scanned + 1) }
            scanned += 1
        }
        scanned = end
        let column = bytes[lineStart..<end].reduce(into: 1) { count, byte in if byte & 0xC0 != 0x80 { count += 1 } }
        return (line, column)
    }
}
