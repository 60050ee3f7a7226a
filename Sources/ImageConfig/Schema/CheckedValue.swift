import CanonicalJSON
import OrderedCollections

/// A value that the schema accepted, with defaults filled in.
enum CheckedValue: Sendable {
    case null
    case bool(Bool)
    case integer(Int)
    case text(String)
    case list([CheckedValue])
    case map(OrderedDictionary<ExactText, CheckedValue>)
}

/// Reading what the schema guarantees. A member that is absent or null reads as nil.
extension CheckedValue {
    subscript(_ key: String) -> CheckedValue {
        guard case .map(let members) = self else { return .null }
        return members[ExactText(key)] ?? .null
    }

    var text: String? {
        guard case .text(let value) = self else { return nil }
        return value
    }

    var bool: Bool? {
        guard case .bool(let value) = self else { return nil }
        return value
    }

    var integer: Int? {
        guard case .integer(let value) = self else { return nil }
        return value
    }

    var list: [CheckedValue]? {
        guard case .list(let values) = self else { return nil }
        return values
    }

    var texts: [String]? { list?.compactMap(\.text) }

    var members: OrderedDictionary<ExactText, CheckedValue>? {
        guard case .map(let members) = self else { return nil }
        return members
    }

    /// The members of a map of texts.
    var textMembers: OrderedDictionary<ExactText, String> {
        var texts: OrderedDictionary<ExactText, String> = [:]
        for (key, value) in members ?? [:] { texts[key] = value.text }
        return texts
    }

    /// The string of a choice as a Swift enumeration.
    func choice<Choice: RawRepresentable<String>>(_ type: Choice.Type) -> Choice? { text.flatMap(Choice.init(rawValue:)) }
}

extension CheckedValue {
    /// The value with every default filled in: what awspub's own dump of a config holds.
    var json: JSON {
        switch self {
        case .null: .null
        case .bool(let value): .bool(value)
        case .integer(let value): .integer(value)
        case .text(let value): .string(value)
        case .list(let values): .array(values.map(\.json))
        case .map(let members): .members(JSON.Members(members.map { ($0.key, $0.value.json) }))
        }
    }
}
