/// Builds the tree of the one document in a text.
struct YAMLComposer {
    /// Deeper nesting is refused: no config needs it, and it costs memory to read.
    static let deepest = 128

    /// Something wrong in the text.
    struct Problem: Error {
        let offset: Int
        let message: String

        init(_ offset: Int, _ message: String) {
            self.offset = offset
            self.message = message
        }
    }

    private var open: [OpenNode] = []
    private var anchors: [String: YAMLNode] = [:]
    private var openAnchors: Set<String> = []
    private var root: YAMLNode?

    private struct OpenNode {
        let offset: Int
        let anchor: String?
        let isMapping: Bool
        var children: [YAMLNode] = []
        var size = 1
    }

    /// Parses a text.
    /// - Returns: nil for a text without a document.
    static func parse(_ scalars: [Unicode.Scalar]) throws(Problem) -> YAMLNode? {
        if let bad = scalars.firstIndex(where: { !isPrintable($0) }) {
            let code = String(scalars[bad].value, radix: 16, uppercase: true)
            throw Problem(bad, "the character U+\(String(repeating: "0", count: max(0, 4 - code.count)))\(code) cannot be in YAML")
        }
        // libyaml would pass over it; as a part of the first key it makes that another key.
        if scalars.first == "\u{FEFF}" { throw Problem(0, "a second byte order mark; remove it") }
        var composer = YAMLComposer()
        let events = YAMLEvents(scalars)
        var documents = 0
        while true {
            let next: (event: YAMLEvent, offset: Int)
            do { next = try events.next() } catch { throw Problem(error.offset, error.message) }
            switch next.event {
            case .streamStart, .documentEnd: break
            case .streamEnd: return composer.root
            case .documentStart(_, let version):
                documents += 1
                guard documents == 1 else { throw Problem(next.offset, "a second document starts here; a file holds exactly one") }
                if let version, version.major != 1 || !(1...2).contains(version.minor) {
                    throw Problem(next.offset, "YAML \(version.major).\(version.minor) is not supported; use 1.2 or leave the directive out")
                }
            default: try composer.take(next.event, at: next.offset)
            }
        }
    }

    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A, 0x20...0x7E, 0x85, 0xA0...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF: true
        default: false
        }
    }

    private mutating func take(_ event: YAMLEvent, at offset: Int) throws(Problem) {
        switch event {
        case .alias(let name): try add(alias(name, at: offset), anchor: nil)
        case .scalar(let text, let anchor, let tag, let isPlain):
            let isMergeKey = text == "<<" && (tag.map { $0.hasSuffix(":merge") } ?? isPlain)
            let value = try scalar(text, tag: tag, isPlain: isPlain, at: offset)
            try add(YAMLNode(.scalar(value), offset: offset, isMergeKey: isMergeKey), anchor: anchor)
        case .sequenceStart(let anchor, let tag):
            try checkTag(tag, allowed: ["seq", "omap", "pairs"], at: offset)
            try push(OpenNode(offset: offset, anchor: anchor, isMapping: false))
        case .mappingStart(let anchor, let tag):
            try checkTag(tag, allowed: ["map", "set"], at: offset)
            try push(OpenNode(offset: offset, anchor: anchor, isMapping: true))
        case .sequenceEnd, .mappingEnd:
            guard let node = open.popLast() else { return }
            if let anchor = node.anchor { openAnchors.remove(anchor) }
            let content: YAMLNode.Content = node.isMapping ? .mapping(try YAMLMapping.pairs(node.children)) : .sequence(node.children)
            try add(YAMLNode(content, offset: node.offset, size: node.size), anchor: node.anchor)
        default: break
        }
    }

    private mutating func push(_ node: OpenNode) throws(Problem) {
        guard open.count < YAMLComposer.deepest else {
            throw Problem(node.offset, "this is nested more than \(YAMLComposer.deepest) levels deep; that is more than is read")
        }
        if let anchor = node.anchor { openAnchors.insert(anchor) }
        open.append(node)
    }

    private mutating func add(_ node: YAMLNode, anchor: String?) throws(Problem) {
        if let anchor { anchors[anchor] = node }
        guard !open.isEmpty else {
            root = node
            return
        }
        open[open.count - 1].children.append(node)
        // Aliases count with all that they stand for; the sum is capped so that it cannot overflow.
        open[open.count - 1].size = min(open[open.count - 1].size + node.size, 1 << 40)
    }

    private func alias(_ name: String, at offset: Int) throws(Problem) -> YAMLNode {
        if openAnchors.contains(name) { return YAMLNode(.recursive, offset: offset) }
        guard let node = anchors[name] else { throw Problem(offset, "the alias *\(name) has no anchor &\(name) before it") }
        return node
    }

    private func checkTag(_ tag: String?, allowed: Set<String>, at offset: Int) throws(Problem) {
        guard let tag, tag != "!" else { return }
        guard tag.hasPrefix(YAMLComposer.tagPrefix), allowed.contains(String(tag.dropFirst(YAMLComposer.tagPrefix.count))) else {
            throw Problem(offset, "the tag \(tag) is not known here; leave it out")
        }
    }

    private static let tagPrefix = "tag:yaml.org,2002:"

    private func scalar(_ text: String, tag: String?, isPlain: Bool, at offset: Int) throws(Problem) -> YAMLScalar {
        if let tag, tag != "!" {
            guard tag.hasPrefix(YAMLComposer.tagPrefix),
                let value = YAMLScalar.resolve(text, tag: String(tag.dropFirst(YAMLComposer.tagPrefix.count)))
            else {
                throw Problem(offset, "the tag \(tag) is not known, or does not fit “\(text.prefix(40))”")
            }
            return value
        }
        guard isPlain else { return .string(text) }
        if text == "=" { throw Problem(offset, "“=” needs quotes to be a text") }
        guard let value = YAMLScalar.resolve(plain: text) else {
            throw Problem(offset, "“\(text.prefix(40))” looks like a date that does not exist; put it in quotes if it is a text")
        }
        return value
    }
}
