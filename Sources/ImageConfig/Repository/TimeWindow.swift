package import Foundation

/// A span of time that comes back on days of the week, as the clock on a wall somewhere shows it.
///
/// Where clocks are set forward, what they leave out does not happen; where they are set back, what they show twice counts twice.
package struct TimeWindow: Sendable, Hashable {
    /// In the order of a week that begins on Sunday.
    package enum Day: String, Sendable, Hashable, CaseIterable {
        case sun, mon, tue, wed, thu, fri, sat
    }

    /// Whose starts it allows.
    package var scope = UnitScope()
    /// On which days it begins.
    package var days = Set(Day.allCases)
    /// When it begins, in minutes since midnight.
    package var from = 0
    /// When it is over, in minutes since midnight: up to 24 hours, and the next day's where it is before the beginning.
    package var to = TimeWindow.minutesOfDay
    /// As it was written.
    package var zoneName = "UTC"
    package var zone = TimeZone.gmt

    static let minutesOfDay = 24 * 60

    package init() {}

    /// Whether it is open.
    package func contains(_ time: Date) -> Bool {
        let wall = wall(time)
        if from < to { return days.contains(wall.day) && wall.minute >= from && wall.minute < to }
        return days.contains(wall.day) && wall.minute >= from || days.contains(wall.dayBefore) && wall.minute < to
    }

    /// Returns the first moment at or after a time at which it is open; nil when there is none within a month, as where clocks never show it.
    package func opening(from time: Date) -> Date? {
        var moment = time
        while moment < time.addingTimeInterval(31 * 86400) {
            if contains(moment) { return moment }
            let wait = (from - wall(moment).minute + TimeWindow.minutesOfDay - 1) % TimeWindow.minutesOfDay + 1
            let beginning = Date(timeIntervalSince1970: (moment.timeIntervalSince1970 / 60).rounded(.down) * 60 + Double(wait * 60))
            // The clock that this counts on may be set before.
            moment = min(beginning, zone.nextDaylightSavingTimeTransition(after: moment) ?? beginning)
        }
        return nil
    }

    /// Says a time as the clock there shows it, such as `Mon 2026-11-30 08:00 Europe/Berlin`.
    package func words(_ time: Date) -> String {
        let wall = wall(time)
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        let date = calendar.dateComponents([.year, .month, .day], from: time)
        func padded(_ number: Int?) -> String { (number ?? 0) < 10 ? "0\(number ?? 0)" : "\(number ?? 0)" }
        let clock = "\(padded(wall.minute / 60)):\(padded(wall.minute % 60))"
        return "\(wall.day.rawValue.capitalized) \(date.year ?? 0)-\(padded(date.month))-\(padded(date.day)) \(clock) \(zoneName)"
    }

    private struct Wall {
        let day: Day
        let dayBefore: Day
        /// Since midnight.
        let minute: Int
    }

    private func wall(_ time: Date) -> Wall {
        let seconds = Int(time.timeIntervalSince1970.rounded(.down)) + zone.secondsFromGMT(for: time)
        let day = Int((Double(seconds) / 86400).rounded(.down))
        // 1 January 1970 was a Thursday.
        let index = ((day + 4) % 7 + 7) % 7
        return Wall(day: Day.allCases[index], dayBefore: Day.allCases[(index + 6) % 7], minute: (seconds - day * 86400) / 60)
    }
}
