/// A node of a YAML document, with the place where it starts.
final class YAMLNode: Sendable {
    /// A tuple would do; arrays of tuples are copied and destroyed much slower.
    struct Pair: Sendable {
        let key: YAMLNode
        let value: YAMLNode
    }

    enum Content: Sendable {
        case scalar(YAMLScalar)
        case sequence([YAMLNode], Sequence)
        /// In the order of the file, merged keys first.
        case mapping([Pair], Mapping)
        /// An alias of a node that contains it.
        case recursive(isMapping: Bool)
    }

    enum Sequence: Sendable {
        case list
        case set
        /// A key and its value, of `!!pairs`.
        case pair
    }

    enum Mapping: Sendable {
        case map
        case ordered
    }

    let content: Content
    /// The offset in the text that was parsed, in bytes.
    let offset: Int
    /// The number of nodes in it, aliases counted with all that they stand for, and a text once more for every 64 bytes.
    let size: Int
    /// How many aliases were replaced to make it, those within what they stand for counted again.
    let aliases: Int
    /// Whether it is a plain `<<`, which as a key merges another mapping.
    let isMergeKey: Bool

    init(_ content: Content, offset: Int, size: Int = 1, aliases: Int = 0, isMergeKey: Bool = false) {
        self.content = content
        self.offset = offset
        self.size = size
        self.aliases = aliases
        self.isMergeKey = isMergeKey
    }

    convenience init(text: String, offset: Int) {
        self.init(.scalar(.string(text)), offset: offset, size: 1 + text.utf8.count / 64)
    }

    convenience init(_ key: YAMLNode, _ value: YAMLNode) {
        self.init(.sequence([key, value], .pair), offset: key.offset, size: key.size + value.size + 1, aliases: key.aliases + value.aliases)
    }
}

extension YAMLNode {
    /// The pairs of a mapping; nil for other nodes.
    var pairs: [Pair]? {
        guard case .mapping(let pairs, _) = content else { return nil }
        return pairs
    }

    /// The items of a list or a set; nil for other nodes.
    var items: [YAMLNode]? {
        guard case .sequence(let items, let kind) = content, kind != .pair else { return nil }
        return items
    }

    /// nil for what is no text.
    var text: String? {
        guard case .scalar(.string(let text)) = content else { return nil }
        return text
    }

    var scalar: YAMLScalar? {
        guard case .scalar(let scalar) = content else { return nil }
        return scalar
    }

    /// Returns the value of a text key of a mapping.
    subscript(_ key: String) -> YAMLNode? {
        pairs?.last { $0.key.text == key }?.value
    }

    /// A text in quotation marks, cut when it is long; what a person calls the type of other nodes.
    var shown: String {
        guard let text else { return kindName }
        return "“\(text.prefix(60))\(text.count > 60 ? "…" : "")”"
    }

    /// What a person calls the node's type.
    var kindName: String {
        switch content {
        case .scalar(let scalar): scalar.kindName
        case .sequence(_, .list): "a list"
        case .sequence(_, .set): "a set"
        case .sequence(_, .pair): "a pair"
        case .mapping: "a mapping"
        case .recursive: "an alias of something that it is part of"
        }
    }
}
