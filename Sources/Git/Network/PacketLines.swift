/// The lines that git's protocol is made of, each after its length. See https://git-scm.com/docs/gitprotocol-common#_pkt_line_format.
enum PacketLines {
    static let flush = "0000"
    static let delimiter = "0001"

    /// The most bytes of a line, without its length.
    private static let longest = 65_516

    /// Returns a text as a line.
    /// - Returns: nil when it is too long for one.
    static func line(_ text: String) -> String? {
        guard text.utf8.count <= longest else { return nil }
        let length = String(text.utf8.count + 4, radix: 16)
        return String(repeating: "0", count: 4 - length.count) + length + text
    }

    /// Returns the lines, without their ends, of what is one list of them up to a flush.
    /// - Returns: nil when it is not.
    static func read(_ bytes: [UInt8]) -> [String]? {
        var lines: [String] = []
        var rest = bytes[...]
        while rest.count >= 4 {
            guard let length = Int(String(decoding: rest.prefix(4), as: UTF8.self), radix: 16) else { return nil }
            if length == 0 { return rest.count == 4 ? lines : nil }
            guard length > 4, length <= rest.count else { return nil }
            let text = rest.prefix(length).dropFirst(4)
            lines.append(String(decoding: text.last == UInt8(ascii: "\n") ? text.dropLast() : text, as: UTF8.self))
            rest = rest.dropFirst(length)
        }
        return nil
    }
}
