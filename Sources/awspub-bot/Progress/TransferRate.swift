import Foundation

/// How fast an upload is, over all of it so far.
struct TransferRate {
    private var start: (date: Date, done: Int64)?

    /// Returns ` at 12.0 MiB/s, 40 s left`; nothing before there is enough to tell.
    mutating func words(done: Int64, total: Int64, now: Date) -> String {
        guard let start, done >= start.done else {
            start = (now, done)
            return ""
        }
        let seconds = now.timeIntervalSince(start.date)
        guard seconds > 0.5, done > start.done else { return "" }
        let rate = Double(done - start.done) / seconds
        return " at \(ProgressText.size(Int64(rate)))/s, \(Int((Double(total - done) / rate).rounded(.up))) s left"
    }
}
