import Foundation

extension YAMLScalar {
    /// Returns what a scalar with a tag of YAML's own means; nil when the tag is not known or the text does not fit it.
    static func resolve(_ text: String, tag: String) -> YAMLScalar? {
        switch tag {
        case "str": return .string(text)
        case "null": return .null
        case "merge": return text == "<<" ? .string(text) : nil
        case "binary": return .binary(bytes(base64: text))
        case "bool":
            switch text.lowercased() {
            case "true", "yes", "on", "y": return .bool(true)
            case "false", "no", "off", "n": return .bool(false)
            default: return nil
            }
        default: return resolvedAsPlain(text, tag: tag)
        }
    }

    private static func resolvedAsPlain(_ text: String, tag: String) -> YAMLScalar? {
        guard let plain = resolve(plain: text) else { return nil }
        switch (tag, plain) {
        case ("int", .integer), ("int", .hugeInteger), ("float", .float), ("timestamp", .timestamp): return plain
        case ("float", .integer(let number)): return .float(Double(number))
        default: return nil
        }
    }

    /// Characters that are not base64 are passed over, as Python does.
    private static func bytes(base64 text: String) -> [UInt8] {
        Array(Data(base64Encoded: text, options: .ignoreUnknownCharacters) ?? Data())
    }
}
