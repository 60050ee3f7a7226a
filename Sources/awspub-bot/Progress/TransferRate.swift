/// How fast an upload is, over its last ten seconds.
struct TransferRate: Sendable {
    private var samples: [(time: Double, done: Int64)] = []
    private static let window = 10.0

    /// Takes how much is done at a time in seconds.
    mutating func add(done: Int64, at time: Double) {
        if let last = samples.last, done < last.done || time <= last.time { return }
        samples.append((time, done))
        while samples.count > 2, samples[1].time < time - Self.window { samples.removeFirst() }
    }

    /// In bytes a second; nil before there is enough to tell.
    var rate: Double? {
        guard let first = samples.first, let last = samples.last, last.time - first.time > 0.5, last.done > first.done else { return nil }
        return Double(last.done - first.done) / (last.time - first.time)
    }

    /// Returns `12.0 MiB/s, 40 s left`; nil before there is enough to tell.
    func words(total: Int64) -> String? {
        guard let rate, let done = samples.last?.done else { return nil }
        let left = max(0, Double(total - done) / rate).rounded(.up)
        return "\(ProgressText.size(Int64(rate)))/s, \(ProgressText.duration(left)) left"
    }
}
