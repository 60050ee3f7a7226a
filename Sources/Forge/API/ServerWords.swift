import CanonicalJSON
import Git

/// What an answer says about why it is no success, made safe to print.
struct ServerWords {
    /// Nil when it says nothing.
    let text: String?

    /// - Parameter body: JSON with `message` (and `errors`, at GitHub) or `error`, else the text itself is taken when it is short.
    init(_ body: [UInt8]) {
        let json = try? JSON(parsing: body.prefix(1 << 16))
        let words = json.map { ServerWords.words(in: $0) } ?? (body.count < 300 ? [String(decoding: body, as: UTF8.self)] : [])
        let shown = GitError.printable(words.joined(separator: "; ")).prefix(400)
        text = shown.isEmpty ? nil : String(shown)
    }

    /// GitLab has texts, lists and lists by name under `message`; a few levels are enough for all.
    private static func words(in json: JSON, depth: Int = 0) -> [String] {
        guard depth < 4 else { return [] }
        switch json {
        case .string(let text): return [text]
        case .array(let elements): return elements.prefix(5).flatMap { words(in: $0, depth: depth + 1) }
        case .members:
            if depth == 0 || json["message"] != nil {
                return ["message", "error", "error_description", "errors"].compactMap { json[$0] }.flatMap { words(in: $0, depth: depth + 1) }
            }
            return (json.objectValue ?? [:]).sorted { $0.key < $1.key }.prefix(5).map { name, value in
                "\(name): \(words(in: value, depth: depth + 1).joined(separator: ", "))"
            }
        default: return []
        }
    }
}
