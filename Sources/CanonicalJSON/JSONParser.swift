/// Reads JSON text, one byte after the other.
struct JSONParser {
    let bytes: [UInt8]
    /// The next byte's.
    var index = 0
    private var depth = 0
    /// Whether what is read is kept; else the texts and values that are returned are empty.
    let keeps: Bool

    /// What others allow, too, and far more than any document here has.
    private static let deepest = 512

    init(_ bytes: [UInt8], keeping keeps: Bool = true) {
        self.bytes = bytes
        self.keeps = keeps
    }

    /// The next byte; nil at the end.
    var next: UInt8? { index < bytes.count ? bytes[index] : nil }

    mutating func document() throws(JSONError) -> JSON {
        skipBlanks()
        let value = try value()
        skipBlanks()
        guard index == bytes.count else { throw problem("there is more after the end of the value") }
        return value
    }

    private mutating func value() throws(JSONError) -> JSON {
        switch next {
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "{"): return .members(try nested { parser throws(JSONError) in try parser.members() })
        case UInt8(ascii: "["): return .array(try nested { parser throws(JSONError) in try parser.elements() })
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case nil: throw problem("the text ends where a value is wanted")
        default: return try number()
        }
    }

    /// Reads what is between brackets, of which the opening one is next.
    private mutating func nested<Value>(_ read: (inout JSONParser) throws(JSONError) -> Value) throws(JSONError) -> Value {
        guard depth < JSONParser.deepest else { throw problem("this is nested deeper than \(JSONParser.deepest) levels") }
        depth += 1
        index += 1
        skipBlanks()
        let value = try read(&self)
        depth -= 1
        return value
    }

    private mutating func members() throws(JSONError) -> JSON.Members {
        var members: [JSON.Members.Element] = []
        if take(UInt8(ascii: "}")) { return JSON.Members(elements: members) }
        while true {
            guard next == UInt8(ascii: "\"") else { throw problem("a name in quotes is wanted") }
            let name = try string()
            skipBlanks()
            guard take(UInt8(ascii: ":")) else { throw problem("a colon is wanted") }
            skipBlanks()
            let value = try value()
            if keeps { members.append(JSON.Members.Element(key: ExactText(name), value: value)) }
            guard try isFollowed(before: UInt8(ascii: "}")) else { return JSON.Members(elements: members) }
        }
    }

    private mutating func elements() throws(JSONError) -> [JSON] {
        var elements: [JSON] = []
        if take(UInt8(ascii: "]")) { return elements }
        while true {
            let value = try value()
            if keeps { elements.append(value) }
            guard try isFollowed(before: UInt8(ascii: "]")) else { return elements }
        }
    }

    /// Takes a comma, or the closing bracket.
    /// - Returns: whether there is more.
    private mutating func isFollowed(before end: UInt8) throws(JSONError) -> Bool {
        skipBlanks()
        if take(end) { return false }
        guard take(UInt8(ascii: ",")) else { throw problem("a comma or \(Character(Unicode.Scalar(end))) is wanted") }
        skipBlanks()
        return true
    }

    private mutating func word(_ word: StaticString, _ value: JSON) throws(JSONError) -> JSON {
        let end = index + word.utf8CodeUnitCount
        let isThere = word.withUTF8Buffer { end <= bytes.count && bytes[index..<end].elementsEqual($0) }
        guard isThere else { throw problem("\(word) is wanted") }
        index = end
        return value
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        index += 1
        return true
    }

    private mutating func skipBlanks() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { index += 1 }
    }

    func problem(_ message: String) -> JSONError {
        let before = bytes[..<min(index, bytes.count)]
        let line = before.count { $0 == 0x0A } + 1
        let column = before.count - (before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0) + 1
        return JSONError(description: "line \(line), column \(column): \(message)")
    }
}
