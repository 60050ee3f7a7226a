/// A date, or a date with a time, as YAML 1.1's timestamp type writes it.
struct YAMLTimestamp: Sendable, Hashable {
    private(set) var year: Int
    private(set) var month: Int
    private(set) var day: Int
    private(set) var time: Time?

    struct Time: Sendable, Hashable {
        fileprivate(set) var hour: Int
        fileprivate(set) var minute: Int
        fileprivate(set) var second: Int
        fileprivate(set) var microsecond: Int
        /// Minutes east of UTC; nil for a time without a zone.
        let zone: Int?
        /// The zone as it is written.
        let zoneName: String
    }

    /// Whether a text has the form of a timestamp: `dddd-dd-dd`, or `dddd-d?d-d?d`, `T` or blanks, `h?h:mm:ss`, an optional fraction and zone.
    static func isWritten(_ text: [UInt8]) -> Bool { Fields(text) != nil }

    /// Returns nil for a text of another form, and for a date or time that does not exist.
    init?(_ text: [UInt8]) {
        guard let fields = Fields(text), (1...9999).contains(fields.date[0]), (1...12).contains(fields.date[1]) else { return nil }
        (year, month, day) = (fields.date[0], fields.date[1], fields.date[2])
        time = nil
        guard (1...daysOfMonth).contains(day) else { return nil }
        guard let clock = fields.clock else { return }
        guard clock[0] < 24, clock[1] < 60, clock[2] < 60, fields.zone.map({ abs($0) < 24 * 60 }) ?? true else { return nil }
        time = Time(
            hour: clock[0], minute: clock[1], second: clock[2], microsecond: fields.microsecond, zone: fields.zone, zoneName: fields.zoneName)
        if fields.microsecond == 1_000_000 { nextSecond() }
        guard year <= 9999 else { return nil }
    }

    private var daysOfMonth: Int {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
    }

    /// Goes on to the start of the next second, which a fraction that is rounded up may reach.
    private mutating func nextSecond() {
        guard var time else { return }
        time.microsecond = 0
        time.second += 1
        if time.second == 60 { (time.second, time.minute) = (0, time.minute + 1) }
        if time.minute == 60 { (time.minute, time.hour) = (0, time.hour + 1) }
        if time.hour == 24 { (time.hour, day) = (0, day + 1) }
        if day > daysOfMonth { (day, month) = (1, month + 1) }
        if month > 12 { (month, year) = (1, year + 1) }
        self.time = time
    }

    /// The numbers of a text that has the form, whether they make sense or not.
    private struct Fields {
        var date: [Int] = []
        var clock: [Int]?
        var microsecond = 0
        var zone: Int?
        var zoneName = ""

        init?(_ text: [UInt8]) {
            guard text.count >= 8, text.count <= 64 else { return nil }
            var reader = Reader(rest: text[...])
            guard let year = reader.number(4...4), reader.take("-"), let month = reader.number(1...2), reader.take("-"),
                let day = reader.number(1...2)
            else { return nil }
            date = [year, month, day]
            if reader.rest.isEmpty {
                guard text.count == 10 else { return nil }
                return
            }
            guard reader.take("T") || reader.take("t") || reader.blanks() else { return nil }
            guard let hour = reader.number(1...2), reader.take(":"), let minute = reader.number(2...2), reader.take(":"),
                let second = reader.number(2...2)
            else { return nil }
            clock = [hour, minute, second]
            if reader.take(".") { microsecond = reader.fraction() }
            guard !reader.rest.isEmpty else { return }
            _ = reader.blanks()
            zoneName = String(decoding: reader.rest, as: UTF8.self)
            guard reader.readZone(&zone), reader.rest.isEmpty else { return nil }
        }
    }

    private struct Reader {
        var rest: ArraySlice<UInt8>

        mutating func take(_ character: Unicode.Scalar) -> Bool {
            guard rest.first == UInt8(ascii: character) else { return false }
            rest = rest.dropFirst()
            return true
        }

        mutating func blanks() -> Bool {
            let count = rest.count
            rest = rest.drop { $0 == 0x20 || $0 == 0x09 }
            return rest.count < count
        }

        mutating func number(_ digits: ClosedRange<Int>) -> Int? {
            let found = rest.prefix(digits.upperBound).prefix { (0x30...0x39).contains($0) }
            guard digits.contains(found.count) else { return nil }
            rest = rest[found.endIndex...]
            return found.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        }

        /// Reads the digits behind the point as millionths; the seventh digit rounds.
        mutating func fraction() -> Int {
            let found = Array(rest.prefix { (0x30...0x39).contains($0) })
            rest = rest.dropFirst(found.count)
            let millionths = (0..<6).reduce(0) { $0 * 10 + ($1 < found.count ? Int(found[$1] - 0x30) : 0) }
            return millionths + (found.count > 6 && found[6] > 0x34 ? 1 : 0)
        }

        mutating func readZone(_ zone: inout Int?) -> Bool {
            if take("Z") {
                zone = 0
                return true
            }
            let isWest = take("-")
            guard isWest || take("+"), let hours = number(1...2) else { return false }
            var minutes = 0
            if take(":") {
                guard let number = number(2...2) else { return false }
                minutes = number
            }
            zone = (isWest ? -1 : 1) * (hours * 60 + minutes)
            return true
        }
    }
}
