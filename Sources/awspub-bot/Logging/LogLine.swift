import CanonicalJSON
import Foundation
import Logging

/// One line of a log.
struct LogLine {
    let level: Logger.Level
    let message: String
    let metadata: Logger.Metadata
    let date: Date

    /// A JSON object with `time`, `level`, `message` and the metadata.
    var json: String {
        var members = metadata.mapValues(Self.json)
        members["time"] = .string(time)
        members["level"] = .string(level.rawValue)
        members["message"] = .string(message)
        return JSON.object(members).canonicalText
    }

    /// `2026-01-31T12:00:00Z warning message key=value`.
    var text: String {
        let fields = metadata.sorted { $0.key < $1.key }.map { " \($0.key)=\(Self.quoted("\($0.value)"))" }.joined()
        return "\(time) \(level.rawValue) \(Self.oneLine(message))\(fields)"
    }

    private var time: String { date.formatted(.iso8601) }

    private static func json(_ value: Logger.MetadataValue) -> JSON {
        switch value {
        case .string(let text): .string(text)
        case .stringConvertible(let value): json(value)
        case .array(let values): .array(values.map(json))
        case .dictionary(let members): .object(members.mapValues(json))
        }
    }

    /// Numbers and truth values stay what they are.
    private static func json(_ value: any CustomStringConvertible) -> JSON {
        switch value {
        case let value as Bool: .bool(value)
        case let value as Int: .integer(value)
        case let value as Int64: .integer(Int(value))
        case let value as Double: .number(value)
        default: .string(value.description)
        }
    }

    /// Control characters are escaped: what comes from outside must not make lines of its own, or drive a terminal.
    private static func oneLine(_ text: String) -> String {
        text.unicodeScalars.map { $0.value < 32 || $0.value == 127 ? $0.escaped(asASCII: true) : String($0) }.joined()
    }

    private static func quoted(_ text: String) -> String {
        text.contains { $0 == " " || $0 == "\"" || $0.isNewline } || text.isEmpty ? JSON.string(text).canonicalText : oneLine(text)
    }
}
