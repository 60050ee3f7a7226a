import Foundation

extension YAMLScalar {
    /// Returns what a scalar with a tag of YAML's own means; nil when the tag is not known or the text does not fit it.
    static func resolve(_ text: String, tag: Substring, _ version: YAMLVersion) -> YAMLScalar? {
        switch tag {
        case "str": return .string(text)
        case "null": return .null
        case "merge": return text == "<<" ? .string(text) : nil
        case "binary": return text.utf8.allSatisfy { $0 < 0x80 } ? .binary(bytes(base64: text)) : nil
        case "bool":
            switch text.lowercased() {
            case "true", "yes", "on", "y": return .bool(true)
            case "false", "no", "off", "n": return .bool(false)
            default: return nil
            }
        default: return resolvedAsPlain(text, tag: tag, version)
        }
    }

    private static func resolvedAsPlain(_ text: String, tag: Substring, _ version: YAMLVersion) -> YAMLScalar? {
        do {
            switch (tag, try resolve(plain: text, version)) {
            case ("int", let number): return number.isWhole ? number : nil
            case ("float", .integer(let number)): return .float(Double(number))
            case ("float", .float(let number)): return .float(number)
            case ("timestamp", .timestamp(let timestamp)): return .timestamp(timestamp)
            default: return nil
            }
        } catch {
            return nil
        }
    }

    private var isWhole: Bool {
        switch self {
        case .integer, .hugeInteger: true
        default: false
        }
    }

    /// Characters that are not base64 are passed over, as Python does.
    private static func bytes(base64 text: String) -> [UInt8] {
        Array(Data(base64Encoded: text, options: .ignoreUnknownCharacters) ?? Data())
    }
}
