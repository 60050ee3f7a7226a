extension YAMLScalar {
    /// Returns what a scalar with a tag of YAML's own means; nil when the tag is not known or the text does not fit it.
    static func resolve(_ text: String, tag: Substring, _ version: YAMLVersion) -> YAMLScalar? {
        switch tag {
        case "str": return .string(text)
        case "null": return .null
        case "binary": return bytes(base64: text).map(YAMLScalar.binary)
        case "bool":
            switch text.lowercased() {
            case "true", "yes", "on", "y": return .bool(true)
            case "false", "no", "off", "n": return .bool(false)
            default: return nil
            }
        case "int": return YAMLNumber.taggedInteger(text, version)?.value
        case "float": return YAMLNumber.taggedFloat(text, version).map(YAMLScalar.float)
        case "timestamp": return YAMLTimestamp(Array(text.utf8)).map(YAMLScalar.timestamp)
        default: return nil
        }
    }

    /// Reads base64 as Python's `binascii` does: other characters are passed over, and nothing is read behind the padding.
    /// - Returns: nil when the padding is missing, or the text is not ASCII.
    private static func bytes(base64 text: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        var (bits, count, padding) = (0 as UInt32, 0, 0)
        for byte in text.utf8 {
            guard byte < 0x80 else { return nil }
            if byte == UInt8(ascii: "=") {
                padding += 1
                if count >= 2, count + padding >= 4 { return bytes }
            } else if let value = sextet(byte) {
                (bits, count, padding) = (bits << 6 | UInt32(value), (count + 1) % 4, 0)
                if count != 1 { bytes.append(UInt8(truncatingIfNeeded: bits >> [0, 0, 4, 2][count])) }
            }
        }
        return count == 0 ? bytes : nil
    }

    private static func sextet(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0") + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
