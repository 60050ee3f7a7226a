/// A JSON value.
///
/// Objects keep no order: everything the project writes has sorted keys, so that the same value is always the same bytes.
public enum JSON: Sendable, Hashable {
    case null
    case bool(Bool)
    case integer(Int)
    case number(Double)
    case string(String)
    case array([JSON])
    /// An object; `object` makes one of plain strings as names.
    case members(Members)
}

extension JSON {
    /// Returns the member of an object; nil for an absent member and for anything that is not an object.
    public subscript(_ key: String) -> JSON? {
        guard case .members(let members) = self else { return nil }
        return members[ExactText(key)]
    }

    /// Returns the element of an array; nil outside its bounds and for anything that is not an array.
    public subscript(_ index: Int) -> JSON? {
        guard case .array(let elements) = self, elements.indices.contains(index) else { return nil }
        return elements[index]
    }

    /// The text of a string value.
    public var stringValue: String? {
        guard case .string(let value) = self else { return nil }
        return value
    }

    /// The value of a whole number.
    public var integerValue: Int? {
        guard case .integer(let value) = self else { return nil }
        return value
    }

    /// The value of a boolean.
    public var boolValue: Bool? {
        guard case .bool(let value) = self else { return nil }
        return value
    }

    /// The elements of an array.
    public var arrayValue: [JSON]? {
        guard case .array(let value) = self else { return nil }
        return value
    }

    /// The members of an object, by names as strings are equal.
    public var objectValue: [String: JSON]? {
        guard case .members(let value) = self else { return nil }
        return Dictionary(value.map { ($0.key.text, $0.value) }, uniquingKeysWith: { _, last in last })
    }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral {
    public init(stringLiteral value: String) { self = .string(value) }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(integerLiteral value: Int) { self = .integer(value) }
}

extension JSON: ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral {
    public init(arrayLiteral elements: JSON...) { self = .array(elements) }
    public init(dictionaryLiteral elements: (String, JSON)...) {
        self = .members(Members(elements: elements.map { Members.Element(key: ExactText($0.0), value: $0.1) }))
    }
}

extension JSON {
    /// Makes an array of strings.
    @inlinable
    public static func strings(_ values: some Sequence<String>) -> JSON { .array(values.map(JSON.string)) }

    /// Makes an object of members whose names are plain strings.
    public static func object(_ members: [String: JSON]) -> JSON {
        .members(Members(elements: members.map { Members.Element(key: ExactText($0.key), value: $0.value) }))
    }

    /// Makes an object whose values are strings.
    @inlinable
    public static func strings(_ values: some Sequence<(key: ExactText, value: String)>) -> JSON {
        .members(Members(elements: values.map { Members.Element(key: $0.key, value: .string($0.value)) }))
    }

    /// Makes an object whose values are strings.
    public static func strings(_ values: [String: String]) -> JSON { .object(values.mapValues(JSON.string)) }

    /// Makes a string, or null.
    public static func optional(_ value: String?) -> JSON { value.map(JSON.string) ?? .null }
}
