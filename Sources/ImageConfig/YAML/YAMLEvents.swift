import CYAML

/// One event of libyaml, as values.
enum YAMLEvent {
    case streamStart
    case streamEnd
    case documentStart(version: (major: Int, minor: Int)?, isExplicit: Bool)
    case documentEnd(isExplicit: Bool)
    case alias(String)
    case scalar(String, YAMLProperties, YAMLStyle)
    case sequenceStart(YAMLProperties)
    case sequenceEnd
    case mappingStart(YAMLProperties)
    case mappingEnd
}

/// The anchor and the tag of a node.
struct YAMLProperties {
    var anchor: String?
    var tag: String?
}

enum YAMLStyle {
    case plain
    case quoted
    case block
}

/// Reads libyaml's events from a text.
final class YAMLEvents {
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let text: YAMLText
    private let bytes: UnsafeMutableBufferPointer<UInt8>
    /// libyaml counts characters; this is how far they are counted in bytes.
    private var counted = (characters: 0, bytes: 0)

    init(_ text: YAMLText) {
        self.text = text
        parser = .allocate(capacity: 1)
        yaml_parser_initialize(parser)
        // libyaml keeps the pointer; the copy lives as long as the parser.
        bytes = .allocate(capacity: max(1, text.bytes.count))
        _ = bytes.initialize(from: text.bytes)
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, bytes.baseAddress, text.bytes.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
        bytes.deallocate()
    }

    struct Placed {
        let event: YAMLEvent
        /// Of its first byte.
        let offset: Int
        /// Of the byte after it, for the end of a document.
        let end: Int
    }

    func next() throws(YAMLProblem) -> Placed {
        var raw = yaml_event_t()
        guard yaml_parser_parse(parser, &raw) == 1 else { throw failure }
        defer { yaml_event_delete(&raw) }
        let offset = offset(ofCharacter: raw.start_mark.index)
        if let end = text.unfinishedAnchor(of: raw, at: offset) {
            throw YAMLProblem(end, "this anchor or alias cannot be read; give it a name of letters and digits", repair: .anchor)
        }
        let end = raw.type == YAML_DOCUMENT_END_EVENT ? self.offset(ofCharacter: raw.end_mark.index) : offset
        return Placed(event: event(raw), offset: offset, end: end)
    }

    private func offset(ofCharacter index: Int) -> Int {
        guard !text.isASCII else { return index }
        while counted.characters > index, counted.bytes > 0 {
            counted.bytes -= 1
            if bytes[counted.bytes] & 0xC0 != 0x80 { counted.characters -= 1 }
        }
        while counted.characters < index, counted.bytes < text.bytes.count {
            counted.bytes += 1
            while counted.bytes < text.bytes.count, bytes[counted.bytes] & 0xC0 == 0x80 { counted.bytes += 1 }
            counted.characters += 1
        }
        return counted.bytes
    }

    private var failure: YAMLProblem {
        let problem = parser.pointee.problem.map { String(cString: $0) } ?? ""
        let context = parser.pointee.context.map { String(cString: $0) } ?? ""
        let mark = parser.pointee.problem_mark.index
        let hasContext = parser.pointee.context_mark.index > 0 || parser.pointee.context_mark.line > 0
        return YAMLProblem(
            offset(ofCharacter: mark > 0 ? mark : parser.pointee.mark.index),
            YAMLEvents.words(problem, context, since: hasContext ? parser.pointee.context_mark.line + 1 : nil),
            repair: YAMLEvents.repair[problem])
    }

    private static let repair: [String: YAMLProblem.Repair] = [
        "found unknown directive name": .directive, "did not find expected alphabetic or numeric character": .anchor,
        "found invalid Unicode character escape code": .surrogates, "found unexpected ':'": .trailingColon,
        "did not find expected node content": .leadingColon,
    ]

    private func event(_ raw: yaml_event_t) -> YAMLEvent {
        switch raw.type {
        case YAML_STREAM_START_EVENT: return .streamStart
        case YAML_DOCUMENT_START_EVENT:
            let start = raw.data.document_start
            return .documentStart(
                version: start.version_directive.map { (Int($0.pointee.major), Int($0.pointee.minor)) }, isExplicit: start.implicit == 0)
        case YAML_DOCUMENT_END_EVENT: return .documentEnd(isExplicit: raw.data.document_end.implicit == 0)
        case YAML_ALIAS_EVENT: return .alias(text.originalAnchor(YAMLEvents.string(raw.data.alias.anchor) ?? ""))
        case YAML_SCALAR_EVENT:
            let scalar = raw.data.scalar
            let content = text.original(UnsafeBufferPointer(start: scalar.value, count: scalar.length))
            let style: YAMLStyle =
                switch scalar.style {
                case YAML_PLAIN_SCALAR_STYLE: .plain
                case YAML_LITERAL_SCALAR_STYLE, YAML_FOLDED_SCALAR_STYLE: .block
                default: .quoted
                }
            return .scalar(content, properties(scalar.anchor, scalar.tag), style)
        case YAML_SEQUENCE_START_EVENT: return .sequenceStart(properties(raw.data.sequence_start.anchor, raw.data.sequence_start.tag))
        case YAML_SEQUENCE_END_EVENT: return .sequenceEnd
        case YAML_MAPPING_START_EVENT: return .mappingStart(properties(raw.data.mapping_start.anchor, raw.data.mapping_start.tag))
        case YAML_MAPPING_END_EVENT: return .mappingEnd
        default: return .streamEnd
        }
    }

    private func properties(_ anchor: UnsafeMutablePointer<UInt8>?, _ tag: UnsafeMutablePointer<UInt8>?) -> YAMLProperties {
        YAMLProperties(anchor: YAMLEvents.string(anchor).map(text.originalAnchor), tag: YAMLEvents.string(tag))
    }

    private static func string(_ pointer: UnsafeMutablePointer<UInt8>?) -> String? { pointer.map { String(cString: $0) } }
}
