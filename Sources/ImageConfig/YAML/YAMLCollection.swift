/// What a tag makes of a collection.
enum YAMLCollection {
    case sequence
    case mapping
    /// A list of mappings with one key each, read as one mapping.
    case orderedMapping
    /// A list of mappings with one key each, in which keys may stand twice.
    case pairs
    /// A mapping without values, read as a list of its keys.
    case set

    private static let prefix = "tag:yaml.org,2002:"

    /// Returns the name of a tag of YAML's own.
    static func name(ofTag tag: String) -> Substring? { tag.hasPrefix(prefix) ? tag.dropFirst(prefix.utf8.count) : nil }

    init(sequenceTag tag: String?, at offset: Int) throws(YAMLProblem) {
        switch tag.flatMap(YAMLCollection.name) {
        case "seq": self = .sequence
        case "omap": self = .orderedMapping
        case "pairs": self = .pairs
        default:
            try YAMLCollection.refuse(tag, at: offset)
            self = .sequence
        }
    }

    init(mappingTag tag: String?, at offset: Int) throws(YAMLProblem) {
        switch tag.flatMap(YAMLCollection.name) {
        case "map": self = .mapping
        case "set": self = .set
        default:
            try YAMLCollection.refuse(tag, at: offset)
            self = .mapping
        }
    }

    private static func refuse(_ tag: String?, at offset: Int) throws(YAMLProblem) {
        if let tag, tag != "!" { throw YAMLProblem(offset, "the tag \(tag) is not known here; leave it out") }
    }

    var isMapping: Bool {
        switch self {
        case .mapping, .set: true
        case .sequence, .orderedMapping, .pairs: false
        }
    }

    /// Puts the nodes between a collection's start and end together.
    /// - Parameter budget: how many more pairs may be merged in the document.
    func content(_ children: [YAMLNode], merging budget: inout Int) throws(YAMLProblem) -> YAMLNode.Content {
        switch self {
        case .sequence: return .sequence(children, .list)
        case .mapping: return .mapping(try YAMLMapping.pairs(children, merging: &budget), .map)
        case .set: return .sequence(try YAMLMapping.pairs(children, merging: &budget).map(\.key), .set)
        case .orderedMapping:
            let nodes = try YAMLCollection.singles(children).flatMap { [$0.key, $0.value] }
            return .mapping(try YAMLMapping.pairs(nodes, merging: &budget), .ordered)
        case .pairs: return .sequence(try YAMLCollection.singles(children).map { pair in YAMLNode(pair.key, pair.value) }, .list)
        }
    }

    private static func singles(_ nodes: [YAMLNode]) throws(YAMLProblem) -> [YAMLNode.Pair] {
        var all: [YAMLNode.Pair] = []
        for node in nodes {
            guard let pairs = node.pairs, pairs.count == 1 else { throw YAMLProblem(node.offset, "a mapping with one key is wanted here") }
            all += pairs
        }
        return all
    }
}
