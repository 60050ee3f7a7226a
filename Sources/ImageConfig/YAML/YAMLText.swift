import CYAML
import Foundation

/// A text as libyaml is given it. Where libyaml reads less than YAML 1.2 allows, other bytes stand in, always as many, so that offsets stay.
struct YAMLText {
    private(set) var bytes: [UInt8]
    /// Whether a byte is a character.
    private(set) var isASCII: Bool
    /// What stands in for characters that libyaml takes for line ends or passes over.
    private let standIns: [(standIn: Character3, original: Character3)]
    private var isRepaired = false
    private var anchors: [[UInt8]: [UInt8]] = [:]
    private var usedAnchors: Set<[UInt8]>?
    private var filler: [UInt8]?
    /// What stands in for a colon of a plain text in a flow collection.
    private var colon: UInt8?
    /// Whether a directive that is not known became a comment.
    private(set) var hasHiddenDirective = false

    private typealias Character3 = [UInt8]

    /// - Throws: a problem at the first character that cannot be in YAML.
    init(_ bytes: [UInt8]) throws(YAMLProblem) {
        var isASCII = true
        for (offset, byte) in bytes.enumerated() where byte < 0x20 || byte >= 0x7F {
            if byte == 0x0A || byte == 0x09 { continue }
            guard byte >= 0x80 else { throw YAMLText.unprintable(UInt32(byte), at: offset) }
            isASCII = false
            if byte == 0xC2, bytes[offset + 1] < 0xA0, bytes[offset + 1] != 0x85 { throw YAMLText.unprintable(UInt32(bytes[offset + 1]), at: offset) }
            if byte == 0xEF, bytes[offset + 1] == 0xBF, bytes[offset + 2] >= 0xBE {
                throw YAMLText.unprintable(0xFF40 + UInt32(bytes[offset + 2]), at: offset)
            }
        }
        self.isASCII = isASCII
        self.bytes = bytes
        standIns = isASCII ? [] : YAMLText.standIns(for: bytes)
        for pair in standIns { self.bytes.replaceAll(pair.original, with: pair.standIn) }
    }

    private static func unprintable(_ code: UInt32, at offset: Int) -> YAMLProblem {
        let hex = String(code, radix: 16, uppercase: true)
        return YAMLProblem(offset, "the character U+\(String(repeating: "0", count: max(0, 4 - hex.count)))\(hex) cannot be in YAML")
    }

    /// The line and paragraph separators end lines for libyaml, and a byte order mark at the start of a line is nothing to it; YAML 1.2 takes all
    /// three as they are.
    private static func standIns(for bytes: [UInt8]) -> [(standIn: Character3, original: Character3)] {
        let special: [Character3] = [[0xE2, 0x80, 0xA8], [0xE2, 0x80, 0xA9], [0xEF, 0xBB, 0xBF]].filter { bytes.firstRange(of: $0) != nil }
        guard !special.isEmpty else { return [] }
        // Private use characters, U+EB00 to U+EFFF, that the text does not have itself.
        var used: Set<Character3> = []
        for index in bytes.indices where bytes[index] == 0xEE { used.insert(Array(bytes[index..<index + 3])) }
        var free = (0xAC...0xBF as ClosedRange<UInt8>).lazy.flatMap { high in (0x80...0xBF as ClosedRange<UInt8>).lazy.map { [0xEE, high, $0] } }
            .filter { !used.contains($0) }.makeIterator()
        return special.compactMap { original in free.next().map { ($0, original) } }
    }

    /// Returns a scalar's content as its author wrote it.
    func original(_ content: UnsafeBufferPointer<UInt8>) -> String {
        guard !standIns.isEmpty || isRepaired else { return String(decoding: content, as: UTF8.self) }
        var bytes = Array(content)
        for pair in standIns { bytes.replaceAll(pair.standIn, with: pair.original) }
        if let filler { bytes.replaceAll(filler, with: []) }
        if let colon { for index in bytes.indices where bytes[index] == colon { bytes[index] = UInt8(ascii: ":") } }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Returns an anchor's name as its author wrote it.
    func originalAnchor(_ name: String) -> String {
        guard isRepaired else { return name }
        return anchors.first { $0.value == Array(name.utf8) }.map { String(decoding: $0.key, as: UTF8.self) } ?? name
    }
}

/// What libyaml refuses and YAML 1.2 allows.
extension YAMLText {
    /// Changes the text so that libyaml reads on where it failed.
    /// - Returns: whether there was something to change.
    mutating func repair(_ problem: YAMLProblem) -> Bool {
        let isDone =
            switch problem.repair {
            case .directive: repairDirective(at: problem.offset)
            case .anchor: repairAnchor(at: problem.offset)
            case .surrogates: repairSurrogates(at: problem.offset)
            case .leadingColon, .trailingColon: repairColon(at: problem.offset)
            case nil: false
            }
        isRepaired = isRepaired || isDone
        return isDone
    }

    /// A directive that is not known is to be passed over: it becomes a comment.
    private mutating func repairDirective(at offset: Int) -> Bool {
        guard let start = lineStart(offset), bytes[start] == UInt8(ascii: "%") else { return false }
        bytes[start] = UInt8(ascii: "#")
        hasHiddenDirective = true
        return true
    }

    /// In flow collections a plain text may begin and end with a colon, as in `[::/0]`, when no blank follows it.
    private mutating func repairColon(at offset: Int) -> Bool {
        guard offset + 1 < bytes.count, bytes[offset] == UInt8(ascii: ":"), bytes[offset + 1] > 0x20, let colon = colon ?? freeLetter else {
            return false
        }
        self.colon = colon
        bytes[offset] = colon
        return true
    }

    /// A letter or digit that the text does not have.
    private var freeLetter: UInt8? {
        let used = Set(bytes)
        return "QZXJKVWYqzxjkvwy0123456789ABCDEFGHILMNOPRSTUabcdefghilmnoprstu".utf8.first { !used.contains($0) }
    }

    private func lineStart(_ offset: Int) -> Int? {
        var start = min(offset, bytes.count)
        while start > 0, bytes[start - 1] != 0x0A { start -= 1 }
        return start < bytes.count ? start : nil
    }

    /// Returns where libyaml ended the name of an event's anchor or alias, when the name goes on there.
    func unfinishedAnchor(of event: yaml_event_t, at offset: Int) -> Int? {
        let anchor: UnsafeMutablePointer<UInt8>? =
            switch event.type {
            case YAML_ALIAS_EVENT: event.data.alias.anchor
            case YAML_SCALAR_EVENT: event.data.scalar.anchor
            case YAML_SEQUENCE_START_EVENT: event.data.sequence_start.anchor
            case YAML_MAPPING_START_EVENT: event.data.mapping_start.anchor
            default: nil
            }
        guard let anchor else { return nil }
        var start = offset
        // A tag may come first, on a line of its own.
        if event.type != YAML_ALIAS_EVENT { while start < bytes.count, bytes[start] != UInt8(ascii: "&") { start += 1 } }
        let end = start + 1 + strlen(UnsafeRawPointer(anchor).assumingMemoryBound(to: CChar.self))
        return end < bytes.count && !YAMLText.endsAnchor(bytes[end]) ? end : nil
    }

    /// Anchors may have any characters; libyaml takes ASCII letters and digits.
    private mutating func repairAnchor(at offset: Int) -> Bool {
        var start = min(offset, bytes.count)
        while start > 0, !YAMLText.endsAnchor(bytes[start - 1]) { start -= 1 }
        // The name begins behind the indicator.
        start += 1
        guard start <= offset, [UInt8(ascii: "&"), UInt8(ascii: "*")].contains(bytes[start - 1]) else { return false }
        let name = Array(bytes[start...].prefix { !YAMLText.endsAnchor($0) })
        guard name.contains(where: { !YAMLText.isPlainName($0) }), let replacement = anchors[name] ?? freeAnchor(of: name.count) else { return false }
        anchors[name] = replacement
        bytes.replaceSubrange(start..<start + name.count, with: replacement)
        return true
    }

    /// Whether libyaml takes the byte in an anchor's name.
    private static func isPlainName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"): true
        default: byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
        }
    }

    private static func endsAnchor(_ byte: UInt8) -> Bool { byte <= 0x20 || [0x2C, 0x5B, 0x5D, 0x7B, 0x7D].contains(byte) }

    /// Returns a name of so many ASCII letters and digits that no anchor of the text has.
    private mutating func freeAnchor(of count: Int) -> [UInt8]? {
        let used = usedAnchors ?? anchorsInText()
        usedAnchors = used
        for number in 0...used.count {
            let digits = Array(String(number, radix: 36).utf8)
            guard digits.count <= count else { return nil }
            let name = [UInt8](repeating: UInt8(ascii: "_"), count: count - digits.count) + digits
            guard !used.contains(name) else { continue }
            usedAnchors?.insert(name)
            return name
        }
        return nil
    }

    /// Returns all that stands behind `&` or `*`, whether it is an anchor or not.
    private func anchorsInText() -> Set<[UInt8]> {
        var names: Set<[UInt8]> = []
        for index in bytes.indices where bytes[index] == UInt8(ascii: "&") || bytes[index] == UInt8(ascii: "*") {
            names.insert(Array(bytes[(index + 1)...].prefix(64).prefix { !YAMLText.endsAnchor($0) }))
        }
        return names
    }

    /// Two escaped halves of a character, as JSON writes them, become its one escape and a filler that is dropped again.
    private mutating func repairSurrogates(at offset: Int) -> Bool {
        // libyaml names the place after `\u`, or after the digits.
        for start in max(0, offset - 8)...max(0, offset) {
            guard let high = escapedUnit(at: start), let low = escapedUnit(at: start + 6), (0xD800...0xDBFF).contains(high),
                (0xDC00...0xDFFF).contains(low), let filler = filler ?? freeFiller
            else { continue }
            self.filler = filler
            let hex = String(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00), radix: 16)
            let escape = Array(("\\U" + String(repeating: "0", count: 8 - hex.count) + hex).utf8)
            bytes.replaceSubrange(start..<start + 12, with: escape + filler)
            isASCII = false
            return true
        }
        return false
    }

    private func escapedUnit(at offset: Int) -> UInt32? {
        guard offset + 6 <= bytes.count, bytes[offset] == UInt8(ascii: "\\"), bytes[offset + 1] == UInt8(ascii: "u") else { return nil }
        return UInt32(String(decoding: bytes[(offset + 2)..<(offset + 6)], as: UTF8.self), radix: 16)
    }

    /// A character of two bytes that the text does not have.
    private var freeFiller: [UInt8]? {
        (0xC4...0xDF as ClosedRange<UInt8>).lazy.map { [$0, 0x80] }.first { bytes.firstRange(of: $0) == nil }
    }
}

extension [UInt8] {
    fileprivate func firstRange(of part: [UInt8]) -> Range<Int>? {
        var start = 0
        while let hit = self[start...].firstIndex(of: part[0]), hit + part.count <= count {
            if self[hit..<hit + part.count].elementsEqual(part) { return hit..<hit + part.count }
            start = hit + 1
        }
        return nil
    }

    fileprivate mutating func replaceAll(_ part: [UInt8], with replacement: [UInt8]) {
        var result: [UInt8] = []
        var rest = self[...]
        while let hit = rest.firstIndex(of: part[0]) {
            let isPart = rest[hit...].starts(with: part)
            result += rest[..<hit]
            result += isPart ? replacement[...] : rest[hit..<hit + 1]
            rest = rest[(hit + (isPart ? part.count : 1))...]
        }
        self = result + rest
    }
}
