import CanonicalJSON

/// Puts the children of a mapping into pairs: merges what `<<` names, and refuses a key that stands twice.
enum YAMLMapping {
    /// - Parameter budget: how many more pairs may be merged in the document.
    static func pairs(_ children: [YAMLNode], merging budget: inout Int) throws(YAMLProblem) -> [YAMLNode.Pair] {
        var own: [YAMLNode.Pair] = []
        own.reserveCapacity(children.count / 2)
        var merged: [YAMLNode.Pair]?
        var seen = SeenKeys(expected: children.count / 2)
        for index in stride(from: 0, to: children.count - 1, by: 2) {
            let (key, value) = (children[index], children[index + 1])
            if key.isMergeKey {
                guard merged == nil else { throw YAMLProblem(key.offset, "“<<” stands here a second time; use one with a list of aliases") }
                merged = try mappings(value, &budget)
            } else {
                guard seen.insert(try YAMLKey(key)) else {
                    throw YAMLProblem(key.offset, "the key “\(YAMLKey.words(key))” stands here a second time; keep one of the two")
                }
                own.append(YAMLNode.Pair(key: key, value: value))
            }
        }
        guard let merged, !merged.isEmpty else { return own }
        // What is merged comes first; a mapping's own keys win, then those of earlier mappings.
        var inherited: [YAMLNode.Pair] = []
        for pair in merged where seen.insert(try YAMLKey(pair.key)) { inherited.append(pair) }
        return inherited + own
    }

    private static func mappings(_ node: YAMLNode, _ budget: inout Int) throws(YAMLProblem) -> [YAMLNode.Pair] {
        let nodes: [YAMLNode]
        switch node.content {
        case .mapping: nodes = [node]
        case .sequence(let items, .list): nodes = items
        default: throw YAMLProblem(node.offset, "“<<” merges a mapping or a list of mappings; this is \(node.kindName)")
        }
        var all: [YAMLNode.Pair] = []
        for node in nodes {
            guard let pairs = node.pairs else { throw YAMLProblem(node.offset, "“<<” merges mappings; this is \(node.kindName)") }
            budget -= pairs.count
            guard budget >= 0 else {
                throw YAMLProblem(node.offset, "the file merges more than \(YAMLComposer.mostNodes) keys; that is more than is read")
            }
            all += pairs
        }
        return all
    }
}

/// The keys of a mapping so far. Small mappings, which are nearly all, are looked through faster than hashed.
private struct SeenKeys {
    private var few: [YAMLKey] = []
    private var many: Set<YAMLKey>?

    init(expected: Int) {
        if expected > 12 { many = Set(minimumCapacity: expected) } else { few.reserveCapacity(expected) }
    }

    /// - Returns: whether the key is new.
    mutating func insert(_ key: YAMLKey) -> Bool {
        if many != nil { return many?.insert(key).inserted ?? false }
        guard !few.contains(key) else { return false }
        few.append(key)
        if few.count > 64 { many = Set(few) }
        return true
    }
}

/// A key as it is compared with others of its mapping: by the bytes of its text, without Unicode normalisation.
enum YAMLKey: Hashable {
    case text(ExactText)
    case scalar(YAMLScalar)
    case list([YAMLKey])

    /// - Throws: for a node that cannot be a key.
    init(_ node: YAMLNode) throws(YAMLProblem) {
        if let text = node.text {
            self = .text(ExactText(text))
            return
        }
        switch node.content {
        case .scalar(let scalar): self = .scalar(scalar)
        case .sequence(let items, .list):
            var keys: [YAMLKey] = []
            for item in items {
                guard item.scalar != nil else { throw YAMLProblem(item.offset, "\(item.kindName) cannot be in a key") }
                keys.append(try YAMLKey(item))
            }
            self = .list(keys)
        default: throw YAMLProblem(node.offset, "\(node.kindName) cannot be a key")
        }
    }

    static func words(_ node: YAMLNode) -> String {
        switch node.scalar {
        case .string(let text): text
        case nil: node.kindName
        case let scalar?: PythonText.str(scalar)
        }
    }
}
