import Foundation
import ImageConfig

/// Tells diagnostics on stderr, on terminals with the line they are about.
struct DiagnosticPrinter {
    let hasExcerpts: Bool
    /// Of the terminal, in cells.
    private let width = Terminal.size.columns
    /// The lines of the file that was told about last.
    private var source: (file: String, lines: [ArraySlice<UInt8>])?

    init(hasExcerpts: Bool) { self.hasExcerpts = hasExcerpts }

    mutating func tell(_ diagnostic: Diagnostic) {
        StandardError.tell(diagnostic)
        guard hasExcerpts, let line = line(of: diagnostic) else { return }
        StandardError.write(SourceExcerpt(line: line, of: diagnostic).text(width: width))
    }

    /// Returns nil when the file has no such line any more, or nothing is in it.
    private mutating func line(of diagnostic: Diagnostic) -> String? {
        if source?.file != diagnostic.file {
            // A file that could not be read has nothing to show.
            let bytes = (try? SmallFile.content(of: diagnostic.file, limit: LoadedConfig.largestFile)) ?? []
            source = (diagnostic.file, DiagnosticPrinter.lines(of: bytes))
        }
        guard let lines = source?.lines, lines.indices.contains(diagnostic.line - 1) else { return nil }
        let line = lines[diagnostic.line - 1]
        return line.isEmpty ? nil : String(decoding: line, as: UTF8.self)
    }

    /// Lines end with LF, CR LF, or CR.
    private static func lines(of bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        let content = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
        var lines: [ArraySlice<UInt8>] = []
        var start = content.startIndex
        for index in content.indices where content[index] == 0x0A || content[index] == 0x0D {
            let isSecondHalf = content[index] == 0x0A && index > content.startIndex && content[index - 1] == 0x0D
            if !isSecondHalf { lines.append(content[start..<index]) }
            start = index + 1
        }
        return lines + [content[start...]]
    }
}
