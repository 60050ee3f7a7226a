extension JSONParser {
    /// Reads a number: whole ones as they are, as long as they fit.
    mutating func number() throws(JSONError) -> JSON {
        let start = index
        _ = skip("-")
        // Zeros in front are not allowed.
        guard skip("0") || skipDigits() else { throw problem("a value is wanted") }
        var isWhole = true
        if skip(".") {
            isWhole = false
            guard skipDigits() else { throw problem("a digit is wanted") }
        }
        if skip("e") || skip("E") {
            isWhole = false
            _ = skip("+") || skip("-")
            guard skipDigits() else { throw problem("a digit is wanted") }
        }
        let text = String(decoding: bytes[start..<index], as: UTF8.self)
        if isWhole, let value = Int(text) { return .integer(value) }
        guard let value = Double(text), value.isFinite else { throw problem("this number is too large") }
        return Int(exactly: value).map(JSON.integer) ?? .number(value)
    }

    private func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: character) else { return false }
        index += 1
        return true
    }

    /// - Returns: whether there was one.
    private mutating func skipDigits() -> Bool {
        let start = index
        while let byte = next, isDigit(byte) { index += 1 }
        return index > start
    }

    /// Reads a string, whose quote is next.
    mutating func string() throws(JSONError) -> String {
        index += 1
        let start = index
        // Nearly all texts have no escapes and nothing but ASCII, and are taken at once.
        let isASCII = try skipPlain()
        if next == UInt8(ascii: "\"") {
            defer { index += 1 }
            if isASCII, !keeps { return "" }
            return isASCII ? String(decoding: bytes[start..<index], as: UTF8.self) : try text(bytes[start..<index])
        }
        var unescaped = Array(bytes[start..<index])
        while next == UInt8(ascii: "\\") {
            index += 1
            try takeEscape(to: &unescaped)
            let plain = index
            _ = try skipPlain()
            unescaped += bytes[plain..<index]
        }
        index += 1
        return try text(unescaped[...])
    }

    /// Goes to the next quote or backslash.
    /// - Returns: whether there is only ASCII before it.
    private mutating func skipPlain() throws(JSONError) -> Bool {
        var seen: UInt8 = 0
        while let byte = next, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") {
            guard byte >= 0x20 else { throw problem("a control character must be escaped") }
            seen |= byte
            index += 1
        }
        guard next != nil else { throw problem("the text ends in a string") }
        return seen < 0x80
    }

    private func text(_ bytes: ArraySlice<UInt8>) throws(JSONError) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw problem("the string before this is not UTF-8") }
        return text
    }

    private mutating func takeEscape(to text: inout [UInt8]) throws(JSONError) {
        guard let byte = next else { throw problem("the text ends in a string") }
        index += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "u"): text += try UTF8.encode(scalar()) ?? UTF8.encodedReplacementCharacter
        default: throw problem("there is no such escape")
        }
    }

    /// Reads the digits of an escape, and those of the one after it when they are two halves of a character.
    private mutating func scalar() throws(JSONError) -> Unicode.Scalar {
        let unit = try unit()
        if let scalar = Unicode.Scalar(unit) { return scalar }
        guard UTF16.isLeadSurrogate(unit), skip("\\"), skip("u") else { throw problem("half a character") }
        let trail = try self.unit()
        guard UTF16.isTrailSurrogate(trail) else { throw problem("half a character") }
        return UTF16.decode(UTF16.EncodedScalar([unit, trail]))
    }

    private mutating func unit() throws(JSONError) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { throw problem("a hexadecimal digit is wanted") }
            unit = unit << 4 | UInt16(digit)
            index += 1
        }
        return unit
    }
}
