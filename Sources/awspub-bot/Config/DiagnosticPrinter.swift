import Foundation
import ImageConfig

/// Tells diagnostics on stderr, on terminals with the line they are about.
struct DiagnosticPrinter {
    let hasExcerpts: Bool

    func tell(_ diagnostic: Diagnostic) {
        StandardError.tell(diagnostic)
        guard hasExcerpts, let excerpt = Self.excerpt(of: diagnostic) else { return }
        StandardError.write(excerpt)
    }

    /// Returns the line with a caret below the column; nil when the file has no such line any more.
    static func excerpt(of diagnostic: Diagnostic) -> String? {
        guard let data = FileManager.default.contents(atPath: diagnostic.file) else { return nil }
        let text = String(decoding: data, as: UTF8.self).replacing("\r\n", with: "\n").replacing("\r", with: "\n")
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.indices.contains(diagnostic.line - 1) else { return nil }
        // Terminals run what they are shown: control characters become blanks.
        let line = String(lines[diagnostic.line - 1].map { $0.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F } ? $0 : " " })
        guard line.count <= 200 else { return nil }
        let number = String(diagnostic.line)
        let margin = String(repeating: " ", count: number.count)
        return " \(number) | \(line)\n \(margin) | \(String(repeating: " ", count: max(0, diagnostic.column - 1)))^"
    }
}
