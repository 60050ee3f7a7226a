import Foundation

extension Date {
    /// The time as EC2 and S3 write it, such as `2026-11-24T12:00:00.000Z`.
    var iso8601: String {
        let seconds = timeIntervalSince1970.rounded(.down)
        let milliseconds = Int(((timeIntervalSince1970 - seconds) * 1000).rounded(.down))
        let (day, time) = Int(seconds).quotientAndRemainder(dividingBy: 86400)
        let (year, month, dayOfMonth) = Date.civil(day)
        return
            "\(year)-\(two(month))-\(two(dayOfMonth))T\(two(time / 3600)):\(two(time / 60 % 60)):\(two(time % 60)).\(milliseconds < 100 ? "0" : "")\(two(milliseconds))Z"
    }

    /// The time as HTTP headers have it, such as `Tue, 24 Nov 2026 12:00:00 GMT`.
    var http: String {
        let (day, time) = Int(timeIntervalSince1970).quotientAndRemainder(dividingBy: 86400)
        let (year, month, dayOfMonth) = Date.civil(day)
        let weekday = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"][day % 7]
        let monthName = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"][month - 1]
        return "\(weekday), \(two(dayOfMonth)) \(monthName) \(year) \(two(time / 3600)):\(two(time / 60 % 60)):\(two(time % 60)) GMT"
    }

    /// Returns year, month and day of the days since 1970-01-01 (Howard Hinnant's `civil_from_days`; a formatter is far slower).
    private static func civil(_ days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }
}

private func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
