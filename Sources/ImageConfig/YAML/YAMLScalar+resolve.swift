/// Why a plain scalar cannot be read.
enum YAMLScalarProblem: Error {
    case noSuchDate
    case tooManyDigits

    func message(_ text: String) -> String {
        switch self {
        case .noSuchDate: "“\(text.prefix(40))” looks like a date that does not exist; put it in quotes if it is a text"
        case .tooManyDigits: "a number of more than \(YAMLNumber.mostDigits) digits; put it in quotes if it is a text"
        }
    }
}

extension YAMLScalar {
    /// Returns what a plain scalar means, as ruamel.yaml reads it.
    static func resolve(plain text: String, _ version: YAMLVersion = .v12) throws(YAMLScalarProblem) -> YAMLScalar {
        // Nearly all scalars are texts that begin with a letter other than those of the words below.
        guard let first = text.utf8.first else { return .null }
        switch first {
        case UInt8(ascii: "~"), UInt8(ascii: "n"), UInt8(ascii: "N"), UInt8(ascii: "t"), UInt8(ascii: "T"), UInt8(ascii: "f"), UInt8(ascii: "F"),
            UInt8(ascii: "y"), UInt8(ascii: "Y"), UInt8(ascii: "o"), UInt8(ascii: "O"):
            return word(text, version) ?? .string(text)
        case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."), 0x30...0x39:
            let bytes = Array(text.utf8)
            if let number = YAMLNumber.float(bytes, version) { return .float(number) }
            if let digits = YAMLNumber.integer(bytes, version) {
                guard let number = digits.value else { throw .tooManyDigits }
                return number
            }
            if YAMLTimestamp.isWritten(bytes) {
                guard let timestamp = YAMLTimestamp(bytes) else { throw .noSuchDate }
                return .timestamp(timestamp)
            }
            return .string(text)
        default: return .string(text)
        }
    }

    private static func word(_ text: String, _ version: YAMLVersion) -> YAMLScalar? {
        switch text {
        case "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return .bool(true)
        case "false", "False", "FALSE": return .bool(false)
        default: break
        }
        guard version == .v11 else { return nil }
        switch text {
        case "yes", "Yes", "YES", "on", "On", "ON", "y", "Y": return .bool(true)
        case "no", "No", "NO", "off", "Off", "OFF", "n", "N": return .bool(false)
        default: return nil
        }
    }
}
