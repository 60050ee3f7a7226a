import Digest
import Foundation

/// Texts as the forges take them. Their limits count Unicode characters as databases do, not those that a person sees.
enum ForgeText {
    /// The last line of a text that was cut.
    static let cutNote = "\n\n_The rest is cut off: the forge takes no longer texts._\n"

    /// Makes one line of a text, no longer than a limit.
    static func line(_ text: String, limit: Int) -> String {
        let line = text.split { $0.isWhitespace || $0.isNewline }.joined(separator: " ")
        return line.unicodeScalars.count <= limit ? line : prefix(line, limit - 1) + "…"
    }

    /// Shortens a name so that different names stay different. Gitea takes blanks around it away.
    static func name(_ text: String, limit: Int) -> String {
        let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
        return text.unicodeScalars.count <= limit ? text : "\(prefix(text, limit - 17))~\(SHA256.digest(text).hex.prefix(16))"
    }

    /// Cuts Markdown at the end of a line, closes a block of code that is open there, and says that it was cut.
    static func cut(_ text: String, limit: Int) -> String {
        guard text.unicodeScalars.count > limit else { return text }
        let fence = "\n```"
        let kept = prefix(text, max(0, limit - cutNote.count - fence.count))
        let whole = kept.lastIndex(where: \.isNewline).map { String(kept[..<$0]) } ?? kept
        let fences = whole.split(whereSeparator: \.isNewline).count { $0.drop(while: \.isWhitespace).hasPrefix("```") }
        return whole + (fences.isMultiple(of: 2) ? "" : fence) + cutNote
    }

    /// Whether two texts are the same but for what forges change: the ends of lines, and blanks at the end.
    static func isSame(_ first: String, _ second: String) -> Bool {
        if first == second { return true }
        let (first, second) = (lines(first), lines(second))
        return first.count == second.count && zip(first, second).allSatisfy { $0.elementsEqual($1) }
    }

    /// Whether one of the lines of a text is this one.
    static func hasLine(_ text: String, _ line: String) -> Bool { lines(text).contains { $0.elementsEqual(line.utf8) } }

    /// Returns the lines without blanks at their ends, and without empty lines at the end of the text.
    private static func lines(_ text: String) -> [Substring.UTF8View] {
        var lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { line in
            line.prefix(upTo: line.lastIndex { !blanks.contains($0) }.map(line.index(after:)) ?? line.startIndex)
        }
        while lines.last?.isEmpty == true { lines.removeLast() }
        return lines
    }

    private static let blanks = Array(" \t\r".utf8)

    /// Returns what people put before a title to hold a request back, with a blank after it; it is theirs and stays.
    /// GitLab: <https://docs.gitlab.com/user/project/merge_requests/drafts/>; Gitea: `WORK_IN_PROGRESS_PREFIXES`.
    static func draftMark(of title: String) -> String {
        ["Draft:", "[Draft]", "(Draft)", "WIP:", "[WIP]"].first { title.lowercased().hasPrefix($0.lowercased()) }.map { title.prefix($0.count) + " " }
            ?? ""
    }

    private static func prefix(_ text: String, _ count: Int) -> String {
        var result = String.UnicodeScalarView()
        result.append(contentsOf: text.unicodeScalars.prefix(count))
        return String(result)
    }
}
