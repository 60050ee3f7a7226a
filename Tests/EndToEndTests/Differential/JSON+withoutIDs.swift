import CanonicalJSON

extension JSON {
    /// The value with the ids of AWS resources cut to their kind, and without what programs choose freely: tokens, and the numbers of things in the
    /// order in which they were made. Objects whose keys are ids become lists.
    var withoutIDs: JSON {
        switch self {
        case .string(let text): .string(text.withoutIDs)
        case .array(let elements): .array(elements.map(\.withoutIDs))
        case .members(let members) where !members.isEmpty && members.keys.allSatisfy({ $0.text != $0.text.withoutIDs }):
            .array(members.values.map(\.withoutIDs).sorted { $0.canonicalText < $1.canonicalText })
        case .members(let members):
            .members(members.filter { !["serial", "clientToken", "token", "id"].contains($0.key.text) }.mapValues(\.withoutIDs))
        case .null, .bool, .integer, .number: self
        }
    }

    /// The value without a member, wherever it is.
    func without(_ name: String) -> JSON {
        switch self {
        case .array(let elements): .array(elements.map { $0.without(name) })
        case .members(let members): .members(members.filter { $0.key.text != name }.mapValues { $0.without(name) })
        case .null, .bool, .integer, .number, .string: self
        }
    }
}

extension String {
    fileprivate var withoutIDs: String { replacing(/\b(ami|snap|import-snap)-[0-9a-f]{17}\b/) { String($0.output.1) } }
}

extension JSON {
    /// Where the value differs from another one, and how.
    func differences(from other: JSON, at path: String = "") -> [String] {
        switch (self, other) {
        case (.members(let mine), .members(let theirs)):
            Set(mine.keys).union(theirs.keys).sorted().flatMap { key -> [String] in
                (mine[key] ?? "absent").differences(from: theirs[key] ?? "absent", at: "\(path)/\(key)")
            }
        case (.array(let mine), .array(let theirs)) where mine.count == theirs.count:
            zip(mine, theirs).enumerated().flatMap { index, pair in pair.0.differences(from: pair.1, at: "\(path)/\(index)") }
        default: self == other ? [] : ["\(path): \(canonicalText), not \(other.canonicalText)"]
        }
    }
}
