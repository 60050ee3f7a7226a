/// Writes the XML of an answer.
struct XML: Sendable {
    private(set) var text = ""

    /// Writes an element with text; nil writes nothing.
    mutating func element(_ name: String, _ value: String?) {
        guard let value else { return }
        text += "<\(name)>"
        append(value)
        text += "</\(name)>"
    }

    mutating func element(_ name: String, _ value: Bool?) { element(name, value.map { $0 ? "true" : "false" }) }

    mutating func element(_ name: String, _ value: Int?) { element(name, value.map(String.init)) }

    /// Writes an element with elements in it.
    mutating func element(_ name: String, attributes: String = "", _ body: (inout XML) throws -> Void) rethrows {
        text += "<\(name)\(attributes)>"
        try body(&self)
        text += "</\(name)>"
    }

    /// Writes a list, each member in an element of its own.
    mutating func list<Member>(_ name: String, _ members: some Sequence<Member>, item: String = "item", _ body: (inout XML, Member) -> Void) {
        element(name) { xml in
            for member in members { xml.element(item) { body(&$0, member) } }
        }
    }

    /// Writes text into the element that is open.
    mutating func content(_ value: String) { append(value) }

    private mutating func append(_ value: String) {
        guard value.utf8.contains(where: { $0 == UInt8(ascii: "&") || $0 == UInt8(ascii: "<") || $0 == UInt8(ascii: ">") || $0 < 0x20 }) else {
            text += value
            return
        }
        for scalar in value.unicodeScalars {
            switch scalar {
            case "&": text += "&amp;"
            case "<": text += "&lt;"
            case ">": text += "&gt;"
            case "\n", "\t": text.unicodeScalars.append(scalar)
            case "\r": text += "&#13;"
            // Other control characters cannot be written in XML 1.0 at all.
            case "\u{0}"..<"\u{20}": text += "\u{FFFD}"
            default: text.unicodeScalars.append(scalar)
            }
        }
    }
}
