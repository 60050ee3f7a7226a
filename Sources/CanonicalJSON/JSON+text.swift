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
    var text = ""
    private var level = 0

    init(indent: Int?) { self.indent = indent }

    mutating func write(_ value: JSON) {
        switch value {
        case .null: text += "null"
        case .bool(let flag): text += flag ? "true" : "false"
        case .integer(let number): text += String(number)
        // JSON has no infinities; a value that cannot be written is null, as in JavaScript.
        case .number(let number): text += number.isFinite ? "\(number)" : "null"
        case .string(let string): write(string)
        case .array(let elements): writeList("[", "]", elements) { $0.write($1) }
        case .members(let members):
            writeList("{", "}", members.sorted { $0.key < $1.key }) { writer, member in
                writer.write(member.key.text)
                writer.text += writer.indent == nil ? ":" : ": "
                writer.write(member.value)
            }
        }
    }

    private mutating func writeList<Element>(_ open: String, _ close: String, _ elements: [Element], _ body: (inout JSONWriter, Element) -> Void) {
        guard !elements.isEmpty else {
            text += open + close
            return
        }
        text += open
        level += 1
        for (index, element) in elements.enumerated() {
            if index > 0 { text += "," }
            breakLine()
            body(&self, element)
        }
        level -= 1
        breakLine()
        text += close
    }

    private mutating func breakLine() {
        guard let indent else { return }
        text += "\n" + String(repeating: " ", count: indent * level)
    }

    private mutating func write(_ string: String) {
        text += "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case "\u{8}": text += "\\b"
            case "\u{C}": text += "\\f"
            case "\u{0}"..<"\u{20}", "\u{7F}":
                let hex = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}
