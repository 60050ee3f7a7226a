/// The SHA-1 name of a git object.
package struct ObjectID: Sendable, Hashable, CustomStringConvertible {
    /// 40 lower-case hexadecimal digits.
    package let hex: String

    /// - Returns: nil unless there are exactly 40 hexadecimal digits.
    package init?(hex: String) {
        let text = hex.lowercased()
        guard text.utf8.count == 40, text.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }) else { return nil }
        self.hex = text
    }

    /// Takes 40 lower-case hexadecimal digits that are known to be that.
    init(validated hex: String) { self.hex = hex }

    package var description: String { hex }

    /// The first twelve digits, for people.
    package var short: String { String(hex.prefix(12)) }
}
