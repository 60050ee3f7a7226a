import CYAML

/// One event of libyaml, as values.
enum YAMLEvent {
    case streamEnd
    case documentStart(isExplicit: Bool, version: (major: Int, minor: Int)?)
    case documentEnd(isExplicit: Bool)
    case alias(String)
    case scalar(String, anchor: String?, tag: String?, isPlain: Bool)
    case sequenceStart(anchor: String?, tag: String?)
    case sequenceEnd
    case mappingStart(anchor: String?, tag: String?)
    case mappingEnd
    case streamStart
}

/// Reads libyaml's events from a text.
final class YAMLEvents {
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let bytes: UnsafeMutableBufferPointer<UInt8>

    /// Tells what libyaml found wrong, and where.
    struct Failure: Error {
        let offset: Int
        let message: String
    }

    init(_ scalars: [Unicode.Scalar]) {
        parser = .allocate(capacity: 1)
        yaml_parser_initialize(parser)
        let utf8 = Array(String(String.UnicodeScalarView(scalars)).utf8)
        // libyaml keeps the pointer; the copy lives as long as the parser.
        bytes = .allocate(capacity: max(1, utf8.count))
        _ = bytes.initialize(from: utf8)
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, bytes.baseAddress, utf8.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
        bytes.deallocate()
    }

    /// Returns the next event with the offset of its first character.
    func next() throws(Failure) -> (event: YAMLEvent, offset: Int) {
        var raw = yaml_event_t()
        guard yaml_parser_parse(parser, &raw) == 1 else { throw failure }
        defer { yaml_event_delete(&raw) }
        return (YAMLEvent(raw), raw.start_mark.index)
    }

    private var failure: Failure {
        let problem = parser.pointee.problem.map { String(cString: $0) } ?? "not YAML"
        let context = parser.pointee.context.map { " " + String(cString: $0) } ?? ""
        let mark = parser.pointee.problem_mark.index
        return Failure(offset: mark > 0 ? mark : parser.pointee.mark.index, message: problem + context)
    }
}

extension YAMLEvent {
    fileprivate init(_ raw: yaml_event_t) {
        switch raw.type {
        case YAML_STREAM_START_EVENT: self = .streamStart
        case YAML_DOCUMENT_START_EVENT:
            let version = raw.data.document_start.version_directive.map { (major: Int($0.pointee.major), minor: Int($0.pointee.minor)) }
            self = .documentStart(isExplicit: raw.data.document_start.implicit == 0, version: version)
        case YAML_DOCUMENT_END_EVENT: self = .documentEnd(isExplicit: raw.data.document_end.implicit == 0)
        case YAML_ALIAS_EVENT: self = .alias(YAMLEvent.text(raw.data.alias.anchor) ?? "")
        case YAML_SCALAR_EVENT:
            let scalar = raw.data.scalar
            let text = String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
            self = .scalar(
                text, anchor: YAMLEvent.text(scalar.anchor), tag: YAMLEvent.text(scalar.tag), isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE)
        case YAML_SEQUENCE_START_EVENT:
            self = .sequenceStart(anchor: YAMLEvent.text(raw.data.sequence_start.anchor), tag: YAMLEvent.text(raw.data.sequence_start.tag))
        case YAML_SEQUENCE_END_EVENT: self = .sequenceEnd
        case YAML_MAPPING_START_EVENT:
            self = .mappingStart(anchor: YAMLEvent.text(raw.data.mapping_start.anchor), tag: YAMLEvent.text(raw.data.mapping_start.tag))
        case YAML_MAPPING_END_EVENT: self = .mappingEnd
        default: self = .streamEnd
        }
    }

    private static func text(_ pointer: UnsafeMutablePointer<UInt8>?) -> String? { pointer.map { String(cString: $0) } }
}
