extension JSON {
    /// Returns the canonical text: sorted keys, no white space, the shortest escapes. Equal values have equal texts, which is what
    /// fingerprints are computed over.
    public var canonicalText: String {
        var writer = JSONWriter(indent: nil)
        writer.write(self)
        return writer.text
    }

    /// Returns the text for people: sorted keys, two spaces a level, no newline at the end.
    public var prettyText: String { text(indent: 2) }

    /// Returns the text for people with another indent.
    /// - Parameter indent: the spaces a level is indented by.
    public func text(indent: Int) -> String {
        var writer = JSONWriter(indent: max(0, indent))
        writer.write(self)
        return writer.text
    }
}

/// Writes JSON text, one value after the other.
private struct JSONWriter {
    let indent: Int?
    private var bytes: [UInt8] = []
    private var level = 0

    init(indent: Int?) { self.indent = indent }

    var text: String { String(decoding: bytes, as: UTF8.self) }

    mutating func write(_ value: JSON) {
        switch value {
        case .null: add("null")
        case .bool(let flag): add(flag ? "true" : "false")
        case .integer(let number): add(String(number))
        // JSON has no infinities; a value that cannot be written is null, as in JavaScript.
        case .number(let number): add(number.isFinite ? "\(number)" : "null")
        case .string(let string): write(string)
        case .array(let elements): writeList("[", "]", elements) { $0.write($1) }
        case .members(let members):
            writeList("{", "}", members.sorted { $0.key < $1.key }) { writer, member in
                writer.write(member.key.text)
                writer.add(writer.indent == nil ? ":" : ": ")
                writer.write(member.value)
            }
        }
    }

    private mutating func add(_ text: String) { bytes.append(contentsOf: text.utf8) }

    private mutating func writeList<Element>(_ open: String, _ close: String, _ elements: [Element], _ body: (inout JSONWriter, Element) -> Void) {
        guard !elements.isEmpty else { return add(open + close) }
        add(open)
        level += 1
        for (index, element) in elements.enumerated() {
            if index > 0 { add(",") }
            breakLine()
            body(&self, element)
        }
        level -= 1
        breakLine()
        add(close)
    }

    private mutating func breakLine() {
        guard let indent else { return }
        add("\n")
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: indent * level))
    }

    private mutating func write(_ string: String) {
        add("\"")
        var string = string
        string.withUTF8 { text in
            // Nearly all texts need no escapes and are taken at once.
            guard text.contains(where: JSONWriter.isEscaped) else { return bytes.append(contentsOf: text) }
            for byte in text { if JSONWriter.isEscaped(byte) { add(JSONWriter.escape(byte)) } else { bytes.append(byte) } }
        }
        add("\"")
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
