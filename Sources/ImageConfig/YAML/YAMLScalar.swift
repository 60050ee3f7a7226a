/// A scalar after resolution.
enum YAMLScalar: Sendable, Hashable {
    case null
    case bool(Bool)
    case integer(Int)
    /// A whole number beyond 64 bits.
    case hugeInteger(YAMLNumber.Digits)
    case float(Double)
    case string(String)
    case timestamp(YAMLTimestamp)
    case binary([UInt8])

    var kindName: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .integer, .hugeInteger: "a number"
        case .float: "a decimal number"
        case .string: "a text"
        case .timestamp: "a date"
        case .binary: "binary data"
        }
    }
}
