/// Markdown that is written block by block. What a repository says goes through `code` or into an encoded link, and acts in neither.
struct MarkdownText {
    private(set) var text: String

    /// - Parameter comment: what readers of the source see first.
    init(comment: String) { text = "<!-- \(comment) -->\n" }

    mutating func heading(_ level: Int, _ markdown: String) { paragraph("\(String(repeating: "#", count: level)) \(markdown)") }

    mutating func paragraph(_ markdown: String) { text += "\n\(markdown)\n" }

    mutating func list(_ items: [String]) { paragraph(items.map { "- \($0)" }.joined(separator: "\n")) }

    mutating func table(_ columns: [String], _ rows: [[String]]) {
        let lines = [columns, columns.map { _ in "---" }] + rows
        paragraph(lines.map { "| \($0.joined(separator: " | ")) |" }.joined(separator: "\n"))
    }

    /// Returns a link.
    /// - Parameter target: percent-encoded.
    static func link(_ markdown: String, to target: String) -> String { "[\(markdown)](\(target))" }

    /// Returns a code span, in which neither links, mentions, HTML nor emphasis are known. What still acts there, or does not show, is written as
    /// its number: backticks would end it, bars would end a table's cell, and forges differ in how either is escaped.
    static func code(_ text: String) -> String {
        guard !text.isEmpty else { return "—" }
        var shown = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if isPlain(scalar) {
                shown.append(scalar)
            } else {
                shown.append(contentsOf: "\\u{\(String(scalar.value, radix: 16, uppercase: true))}".unicodeScalars)
            }
        }
        return "`\(String(shown))`"
    }

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        guard scalar != "`", scalar != "|" else { return false }
        return ![.control, .format, .lineSeparator, .paragraphSeparator].contains(scalar.properties.generalCategory)
    }
}
