/// Tells that a text is not JSON.
public struct JSONError: Error, CustomStringConvertible {
    /// What is wrong, and where.
    public let description: String
}

extension JSON {
    /// Parses JSON text, as RFC 8259 has it: nothing more is taken. Of members of the same name the last one counts.
    /// - Parameter bytes: UTF-8 text, one value.
    /// - Throws: `JSONError`; also for what is nested deeper than 512 levels, or a number that no `Double` can hold.
    public init(parsing bytes: some Sequence<UInt8>) throws(JSONError) {
        var parser = JSONParser(Array(bytes))
        self = try parser.document()
    }

    /// Reads JSON text as `init(parsing:)` does and keeps nothing of it.
    /// - Throws: `JSONError`.
    public static func check(_ bytes: [UInt8]) throws(JSONError) {
        var parser = JSONParser(bytes, keeping: false)
        _ = try parser.document()
    }

    /// Parses JSON text.
    /// - Throws: `JSONError`.
    public init(parsing text: String) throws(JSONError) { try self.init(parsing: text.utf8) }
}
