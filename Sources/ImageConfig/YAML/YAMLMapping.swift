/// Puts the children of a mapping into pairs: merges what `<<` names, and refuses a key that stands twice.
enum YAMLMapping {
    static func pairs(_ children: [YAMLNode]) throws(YAMLComposer.Problem) -> [(key: YAMLNode, value: YAMLNode)] {
        var own: [(key: YAMLNode, value: YAMLNode)] = []
        var merged: [(key: YAMLNode, value: YAMLNode)] = []
        var seen: [YAMLKey: Int] = [:]
        var hasMerge = false
        for index in stride(from: 0, to: children.count - 1, by: 2) {
            let (key, value) = (children[index], children[index + 1])
            let name = try YAMLKey(key)
            if seen.updateValue(index, forKey: name) != nil {
                throw YAMLComposer.Problem(key.offset, "the key “\(name.text)” stands here a second time; keep one of the two")
            }
            if key.isMergeKey {
                guard !hasMerge else { throw YAMLComposer.Problem(key.offset, "“<<” stands here a second time; use one with a list of aliases") }
                hasMerge = true
                merged = try mappings(value).flatMap(\.self)
            } else {
                own.append((key, value))
            }
        }
        guard !merged.isEmpty else { return own }
        return try join(merged, own, seen)
    }

    /// What is merged comes first; a mapping's own keys win, then those of earlier mappings.
    private static func join(
        _ merged: [(key: YAMLNode, value: YAMLNode)], _ own: [(key: YAMLNode, value: YAMLNode)], _ seen: [YAMLKey: Int]
    ) throws(YAMLComposer.Problem) -> [(key: YAMLNode, value: YAMLNode)] {
        var taken = Set(seen.keys)
        var inherited: [(key: YAMLNode, value: YAMLNode)] = []
        for pair in merged where taken.insert(try YAMLKey(pair.key)).inserted { inherited.append(pair) }
        return inherited + own
    }

    private static func mappings(_ node: YAMLNode) throws(YAMLComposer.Problem) -> [[(key: YAMLNode, value: YAMLNode)]] {
        switch node.content {
        case .mapping(let pairs): return [pairs]
        case .sequence(let nodes):
            var all: [[(key: YAMLNode, value: YAMLNode)]] = []
            for node in nodes {
                guard let pairs = node.pairs else { throw YAMLComposer.Problem(node.offset, "“<<” merges mappings; this is \(node.kindName)") }
                all.append(pairs)
            }
            return all
        default: throw YAMLComposer.Problem(node.offset, "“<<” merges a mapping or a list of mappings; this is \(node.kindName)")
        }
    }
}

/// A key as it is compared with others of its mapping.
struct YAMLKey: Hashable {
    let text: String
    private let kind: String

    init(_ node: YAMLNode) throws(YAMLComposer.Problem) {
        switch node.content {
        case .scalar(.string(let text)): (self.text, kind) = (text, node.isMergeKey ? "merge" : "text")
        case .scalar(let scalar): (text, kind) = ("\(scalar)", "scalar")
        case .sequence: (text, kind) = ("a list at \(node.offset)", "list")
        case .mapping, .recursive: throw YAMLComposer.Problem(node.offset, "\(node.kindName) cannot be a key")
        }
    }
}
