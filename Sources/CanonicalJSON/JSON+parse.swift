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
        // Asking for a value's type is trying it. What is not asked for last costs an error, so what is frequent comes first.
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try JSON.object(container, at: decoder.codingPath.count) {
            self = value
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Int.self) {
            self = .integer(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else {
            self = .array(try container.decode([JSON].self))
        }
    }

    /// - Returns: nil for what is no object.
    private static func object(_ container: any SingleValueDecodingContainer, at depth: Int) throws -> JSON? {
        do {
            return .object(try container.decode([String: JSON].self))
        } catch let DecodingError.typeMismatch(_, context) where context.codingPath.count <= depth {
            return nil
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
