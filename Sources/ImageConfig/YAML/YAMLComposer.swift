/// Builds the tree of the one document in a text. Offsets are those of the text's bytes.
struct YAMLComposer {
    /// Deeper nesting is refused: awspub fails at some 490 levels, and what is read of a config has seven.
    static let deepest = 480
    /// More nodes than this are an attack on memory, not a config.
    static let mostNodes = 1_000_000
    /// How often a text may be put right for libyaml, in bytes that are read again.
    private static let mostRepairedBytes = 32 << 20

    private let text: YAMLText
    private var open: [OpenNode] = []
    private var anchors: [String: YAMLNode] = [:]
    /// Of the nodes that are not complete yet, whether each is a mapping.
    private var openAnchors: [String: Bool] = [:]
    private var root: YAMLNode?
    private var version = YAMLVersion.v12
    private var documents = 0
    private var nodes = 0
    private var merging = mostNodes

    private struct OpenNode {
        let offset: Int
        let anchor: String?
        let collection: YAMLCollection
        var children: [YAMLNode] = []
        var size = 1
        var aliases = 0
    }

    private init(_ text: YAMLText) { self.text = text }

    /// Parses a text.
    /// - Returns: nil for a text without a document.
    static func parse(_ bytes: [UInt8]) throws(YAMLProblem) -> YAMLNode? {
        var text = try YAMLText(bytes)
        var read = 0
        while true {
            var composer = YAMLComposer(text)
            do {
                return try composer.document()
            } catch {
                read += bytes.count + 1000
                guard read < mostRepairedBytes, composer.mayRepair(error), text.repair(error) else { throw error }
            }
        }
    }

    /// Whether what libyaml refused at this point is allowed here.
    private func mayRepair(_ problem: YAMLProblem) -> Bool {
        switch problem.repair {
        case .directive: documents == 0
        // A mapping may have a key that is nothing, which a colon then follows.
        case .leadingColon: version == .v12 && open.last?.collection.isMapping == false
        case .trailingColon: version == .v12
        case .anchor, .surrogates: true
        case nil: false
        }
    }

    private mutating func document() throws(YAMLProblem) -> YAMLNode? {
        let events = YAMLEvents(text)
        while true {
            let next = try events.next()
            let offset = next.offset
            switch next.event {
            case .streamStart: break
            case .documentEnd(let isExplicit): if isExplicit { try refuseSecondEnd(after: next.end) }
            case .streamEnd: return root
            case .documentStart(let version, let isExplicit):
                documents += 1
                if !isExplicit, text.hasHiddenDirective { throw YAMLProblem(offset, "“---” is expected between a directive and the document") }
                guard documents == 1 else { throw YAMLProblem(offset, "a second document starts here; a file holds exactly one") }
                if let version { self.version = try YAMLVersion(version.major, version.minor, at: offset) }
            default: try take(next.event, at: offset)
            }
        }
    }

    /// libyaml passes over any number of document ends.
    private func refuseSecondEnd(after end: Int) throws(YAMLProblem) {
        var line = text.bytes[min(end, text.bytes.count)...].drop { $0 != 0x0A }.dropFirst()
        while !line.isEmpty {
            if line.starts(with: "...".utf8), line.dropFirst(3).first.map({ $0 <= 0x20 }) ?? true {
                throw YAMLProblem(line.startIndex, "the document has ended already; leave this line out")
            }
            line = line.drop { $0 != 0x0A }.dropFirst()
        }
    }

    private mutating func take(_ event: YAMLEvent, at offset: Int) throws(YAMLProblem) {
        nodes += 1
        guard nodes <= YAMLComposer.mostNodes else {
            throw YAMLProblem(offset, "the file has more than \(YAMLComposer.mostNodes) values; that is more than is read")
        }
        switch event {
        case .alias(let name): add(try alias(name, at: offset), anchor: nil, isAlias: true)
        case .scalar(let content, let properties, let style): try add(scalar(content, properties, style, at: offset), anchor: properties.anchor)
        case .sequenceStart(let properties): try push(properties, YAMLCollection(sequenceTag: properties.tag, at: offset), at: offset)
        case .mappingStart(let properties): try push(properties, YAMLCollection(mappingTag: properties.tag, at: offset), at: offset)
        case .sequenceEnd, .mappingEnd:
            guard let node = open.popLast() else { return }
            if let anchor = node.anchor { openAnchors[anchor] = nil }
            let content = try node.collection.content(node.children, merging: &merging)
            add(YAMLNode(content, offset: node.offset, size: node.size, aliases: node.aliases), anchor: node.anchor)
        default: break
        }
    }

    private mutating func push(_ properties: YAMLProperties, _ collection: YAMLCollection, at offset: Int) throws(YAMLProblem) {
        guard open.count < YAMLComposer.deepest else {
            throw YAMLProblem(offset, "this is nested more than \(YAMLComposer.deepest) levels deep; that is more than is read")
        }
        if let anchor = properties.anchor { openAnchors[anchor] = collection.isMapping }
        var node = OpenNode(offset: offset, anchor: properties.anchor, collection: collection)
        // A list keeps its children as they are, so that this would stay allocated.
        if collection.isMapping { node.children.reserveCapacity(8) }
        open.append(node)
    }

    private mutating func add(_ node: YAMLNode, anchor: String?, isAlias: Bool = false) {
        if let anchor { anchors[anchor] = node }
        let parent = open.count - 1
        guard parent >= 0 else {
            root = node
            return
        }
        open[parent].children.append(node)
        // Aliases count with all that they stand for; the sums are capped so that they cannot overflow.
        open[parent].size = min(open[parent].size + node.size, 1 << 40)
        open[parent].aliases = min(open[parent].aliases + node.aliases + (isAlias ? 1 : 0), 1 << 40)
    }

    private func alias(_ name: String, at offset: Int) throws(YAMLProblem) -> YAMLNode {
        if let isMapping = openAnchors[name] { return YAMLNode(.recursive(isMapping: isMapping), offset: offset) }
        guard let node = anchors[name] else { throw YAMLProblem(offset, "the alias *\(name) has no anchor &\(name) before it") }
        return node
    }
}

extension YAMLComposer {
    private func scalar(_ content: String, _ properties: YAMLProperties, _ style: YAMLStyle, at offset: Int) throws(YAMLProblem) -> YAMLNode {
        if style == .block { try checkHeader(at: offset) }
        guard let tag = properties.tag, tag != "!" else {
            // The tag `!` makes any scalar a text.
            guard style == .plain, properties.tag == nil else { return YAMLNode(text: content, offset: offset) }
            return try plain(content, at: offset)
        }
        let name = YAMLCollection.name(ofTag: tag)
        if name == "merge" || name == "value", isKeyNext { return YAMLNode(.scalar(.string(content)), offset: offset, isMergeKey: name == "merge") }
        guard let name, let value = YAMLScalar.resolve(content, tag: name, version) else {
            throw YAMLProblem(offset, "the tag \(tag) is not known, or does not fit “\(content.prefix(40))”")
        }
        return YAMLNode(.scalar(value), offset: offset)
    }

    /// Whether the next node is the key of a mapping.
    private var isKeyNext: Bool { open.last.map { $0.collection.isMapping && $0.children.count.isMultiple(of: 2) } ?? false }

    private func plain(_ content: String, at offset: Int) throws(YAMLProblem) -> YAMLNode {
        switch content {
        case "=" where !isKeyNext: throw YAMLProblem(offset, "“=” needs quotes to be a text")
        case "<<":
            guard isKeyNext else {
                throw YAMLProblem(offset, "“<<” merges mappings where it is a key; it needs quotes to be a text")
            }
            return YAMLNode(.scalar(.string(content)), offset: offset, isMergeKey: true)
        default: break
        }
        do {
            let scalar = try YAMLScalar.resolve(plain: content, version)
            return scalar == .string(content) ? YAMLNode(text: content, offset: offset) : YAMLNode(.scalar(scalar), offset: offset)
        } catch {
            throw YAMLProblem(offset, error.message(content))
        }
    }

    /// Refuses a comment right behind the header of a block scalar, which libyaml takes.
    private func checkHeader(at offset: Int) throws(YAMLProblem) {
        // An anchor or a tag may come first; neither holds a blank.
        var header = text.bytes[offset...]
        while header.first == UInt8(ascii: "&") || header.first == UInt8(ascii: "!") { header = header.drop { $0 > 0x20 }.drop { $0 <= 0x20 } }
        let rest = header.drop { "|>+-0123456789".utf8.contains($0) }
        if rest.first == UInt8(ascii: "#") { throw YAMLProblem(rest.startIndex, "a comment needs a blank before it") }
    }
}
