import CanonicalJSON
import Foundation

/// The API's times, for people.
enum DaemonTime {
    /// Returns how long ago a time was; `-` for none.
    static func ago(_ time: JSON?, now: Date = Date()) -> String {
        guard let date = date(time) else { return "-" }
        return "\(ProgressText.duration(now.timeIntervalSince(date).rounded())) ago"
    }

    /// Returns how long it is to a time; `-` for none.
    static func until(_ time: JSON?, now: Date = Date()) -> String {
        guard let date = date(time) else { return "-" }
        let seconds = date.timeIntervalSince(now).rounded()
        return seconds <= 0 ? "now" : "in \(ProgressText.duration(seconds))"
    }

    /// Returns a time to the second, in UTC; `-` for none.
    static func moment(_ time: JSON?) -> String { date(time)?.formatted(.iso8601) ?? "-" }

    private static func date(_ time: JSON?) -> Date? {
        // What is no time is told as none.
        time?.stringValue.flatMap { try? Date($0, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true)) }
    }
}
