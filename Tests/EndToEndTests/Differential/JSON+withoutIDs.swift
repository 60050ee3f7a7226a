import CanonicalJSON

extension JSON {
    /// The value with the ids of AWS resources cut to their kind, and without what programs choose freely: tokens, and the numbers of things in the
    /// order in which they were made. Objects whose keys are ids become lists.
    var withoutIDs: JSON {
        switch self {
        case .string(let text): .string(text.withoutIDs)
        case .array(let elements): .array(elements.map(\.withoutIDs))
        case .object(let members) where !members.isEmpty && members.keys.allSatisfy({ $0 != $0.withoutIDs }):
            .array(members.values.map(\.withoutIDs).sorted { $0.canonicalText < $1.canonicalText })
        case .object(let members):
            .object(members.filter { !["serial", "clientToken", "token", "id"].contains($0.key) }.mapValues(\.withoutIDs))
        case .null, .bool, .integer, .number: self
        }
    }

    /// The value without a member, wherever it is.
    func without(_ name: String) -> JSON {
        switch self {
        case .array(let elements): .array(elements.map { $0.without(name) })
        case .object(let members): .object(members.filter { $0.key != name }.mapValues { $0.without(name) })
        case .null, .bool, .integer, .number, .string: self
        }
    }
}

extension String {
    fileprivate var withoutIDs: String { replacing(/\b(ami|snap|import-snap)-[0-9a-f]{17}\b/) { String($0.output.1) } }
}
