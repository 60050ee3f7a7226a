import Foundation

/// Tells that a text is not JSON.
public struct JSONError: Error, CustomStringConvertible {
    /// What the parser found wrong, with its position where it knows one.
    public let description: String
}

extension JSON {
    /// Parses JSON text.
    /// - Parameter bytes: UTF-8 text, one value.
    /// - Throws: `JSONError`.
    public init(parsing bytes: some Sequence<UInt8>) throws(JSONError) {
        do {
            self = try JSONDecoder().decode(JSON.self, from: Data(bytes))
        } catch let DecodingError.dataCorrupted(context) {
            let detail = (context.underlyingError as NSError?)?.userInfo["NSDebugDescription"] as? String
            throw JSONError(description: detail ?? context.debugDescription)
        } catch {
            throw JSONError(description: "\(error)")
        }
    }

    /// Parses JSON text.
    /// - Throws: `JSONError`.
    public init(parsing text: String) throws(JSONError) { try self.init(parsing: Array(text.utf8)) }
}

extension JSON: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {  // the only way Codable offers to ask for a value's type
            self = .bool(value)
        } else if let value = try? container.decode(Int.self) {
            self = .integer(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode([JSON].self) {
            self = .array(value)
        } else {
            self = .object(try container.decode([String: JSON].self))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .bool(let value): try container.encode(value)
        case .integer(let value): try container.encode(value)
        case .number(let value): try container.encode(value)
        case .string(let value): try container.encode(value)
        case .array(let value): try container.encode(value)
        case .members: try container.encode(objectValue)
        }
    }
}
