import CanonicalJSON
import HTTP

/// A part of what a forge answered. What is missing in it is an error, never a trap.
struct ForgeAnswer: Sendable {
    let json: JSON
    let operation: String

    /// Returns the value at a path of members.
    subscript(_ path: String...) -> JSON? { path.reduce(json) { $0?[$1] } }

    func text(_ path: String...) throws(ForgeError) -> String {
        guard let text = path.reduce(json as JSON?, { $0?[$1] })?.stringValue else { throw missing("text", path) }
        return text
    }

    func number(_ path: String...) throws(ForgeError) -> Int {
        guard let number = path.reduce(json as JSON?, { $0?[$1] })?.integerValue else { throw missing("number", path) }
        return number
    }

    /// Returns the id of a commit, as it may become part of a git command.
    func commit(_ path: String...) throws(ForgeError) -> String {
        guard let text = path.reduce(json as JSON?, { $0?[$1] })?.stringValue, ForgeAnswer.isCommit(text) else { throw missing("commit", path) }
        return text
    }

    func list() throws(ForgeError) -> [ForgeAnswer] {
        guard let elements = json.arrayValue else { throw missing("list", []) }
        return elements.map { ForgeAnswer(json: $0, operation: operation) }
    }

    func missing(_ kind: String, _ path: [String]) -> ForgeError {
        ForgeError(.invalidAnswer, operation, "the answer has no \(kind)\(path.isEmpty ? "" : " at “\(path.joined(separator: "."))”")")
    }

    /// Whether a text is the full id of a commit, by SHA-1 or SHA-256.
    static func isCommit(_ text: String) -> Bool {
        [40, 64].contains(text.utf8.count)
            && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0) }
    }
}
