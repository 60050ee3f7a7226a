/// A node of a YAML document, with the place where it starts.
final class YAMLNode: Sendable {
    enum Content: Sendable {
        case scalar(YAMLScalar)
        case sequence([YAMLNode])
        /// In the order of the file, merged keys first.
        case mapping([(key: YAMLNode, value: YAMLNode)])
        /// An alias of a node that contains it.
        case recursive
    }

    let content: Content
    /// The offset in the text that was parsed.
    let offset: Int
    /// The number of nodes in it, aliases counted with all that they stand for.
    let size: Int
    /// Whether it is a plain `<<`, which as a key merges another mapping.
    let isMergeKey: Bool

    init(_ content: Content, offset: Int, size: Int = 1, isMergeKey: Bool = false) {
        self.content = content
        self.offset = offset
        self.size = size
        self.isMergeKey = isMergeKey
    }
}

extension YAMLNode {
    /// The pairs of a mapping; nil for other nodes.
    var pairs: [(key: YAMLNode, value: YAMLNode)]? {
        guard case .mapping(let pairs) = content else { return nil }
        return pairs
    }

    var scalar: YAMLScalar? {
        guard case .scalar(let scalar) = content else { return nil }
        return scalar
    }

    /// Returns the value of a text key of a mapping.
    subscript(_ key: String) -> YAMLNode? {
        pairs?.last { $0.key.scalar == .string(key) }?.value
    }

    /// What a person calls the node's type.
    var kindName: String {
        switch content {
        case .scalar(let scalar): scalar.kindName
        case .sequence: "a list"
        case .mapping: "a mapping"
        case .recursive: "an alias of something that it is part of"
        }
    }
}

/// A scalar after resolution.
enum YAMLScalar: Sendable, Hashable {
    case null
    case bool(Bool)
    case integer(Int)
    /// A whole number beyond 64 bits, as its decimal digits.
    case hugeInteger(String)
    case float(Double)
    case string(String)
    /// As written.
    case timestamp(String)
    case binary([UInt8])

    var kindName: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .integer, .hugeInteger: "a number"
        case .float: "a decimal number"
        case .string: "a text"
        case .timestamp: "a date"
        case .binary: "binary data"
        }
    }
}
