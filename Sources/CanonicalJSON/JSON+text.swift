extension JSON {
    /// Returns the canonical text: sorted keys, no white space, the shortest escapes. Equal values have equal texts, which is what
    /// fingerprints are computed over.
    public var canonicalText: String { String(decoding: canonicalBytes, as: UTF8.self) }

    /// The bytes of the canonical text, in UTF-8.
    public var canonicalBytes: [UInt8] {
        var writer = JSONWriter(indent: nil)
        writer.write(self)
        return writer.bytes
    }

    /// Returns the text for people: sorted keys, two spaces a level, no newline at the end.
    public var prettyText: String { text(indent: 2) }

    /// Returns the text for people with another indent.
    /// - Parameter indent: the spaces a level is indented by.
    public func text(indent: Int) -> String {
        var writer = JSONWriter(indent: max(0, indent))
        writer.write(self)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}

/// Writes JSON text, one value after the other.
private struct JSONWriter {
    let indent: Int?
    private(set) var bytes: [UInt8] = []
    private var level = 0

    init(indent: Int?) {
        self.indent = indent
        bytes.reserveCapacity(1024)
    }

    mutating func write(_ value: JSON) {
        switch value {
        case .null: add("null")
        case .bool(let flag): add(flag ? "true" : "false")
        case .integer(let number): add(String(number))
        // JSON has no infinities; a value that cannot be written is null, as in JavaScript.
        case .number(let number): add(number.isFinite ? "\(number)" : "null")
        case .string(let string): write(string)
        case .array(let elements): writeList(UInt8(ascii: "["), UInt8(ascii: "]"), elements) { $0.write($1) }
        case .members(let members):
            writeList(UInt8(ascii: "{"), UInt8(ascii: "}"), members) { writer, member in
                writer.write(member.key.text)
                writer.bytes.append(UInt8(ascii: ":"))
                if writer.indent != nil { writer.bytes.append(UInt8(ascii: " ")) }
                writer.write(member.value)
            }
        }
    }

    private mutating func add(_ text: String) { bytes.append(contentsOf: text.utf8) }

    private mutating func writeList<Element>(
        _ open: UInt8, _ close: UInt8, _ elements: some Collection<Element>, _ body: (inout JSONWriter, Element) -> Void
    ) {
        bytes.append(open)
        defer { bytes.append(close) }
        guard !elements.isEmpty else { return }
        level += 1
        for (index, element) in elements.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            breakLine()
            body(&self, element)
        }
        level -= 1
        breakLine()
    }

    private mutating func breakLine() {
        guard let indent else { return }
        bytes.append(0x0A)
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: indent * level))
    }

    private mutating func write(_ string: String) {
        bytes.append(UInt8(ascii: "\""))
        defer { bytes.append(UInt8(ascii: "\"")) }
        var string = string
        string.withUTF8 { text in
            // Nearly all texts need no escapes and are taken at once.
            guard text.contains(where: JSONWriter.isEscaped) else { return bytes.append(contentsOf: text) }
            for byte in text { if JSONWriter.isEscaped(byte) { add(JSONWriter.escape(byte)) } else { bytes.append(byte) } }
        }
    }

    private static func isEscaped(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == 0x7F || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private static func escape(_ byte: UInt8) -> String {
        switch byte {
        case UInt8(ascii: "\""): return "\\\""
        case UInt8(ascii: "\\"): return "\\\\"
        case 0x0A: return "\\n"
        case 0x0D: return "\\r"
        case 0x09: return "\\t"
        case 0x08: return "\\b"
        case 0x0C: return "\\f"
        default: return "\\u00" + (byte < 0x10 ? "0" : "") + String(byte, radix: 16)
        }
    }
}
