extension RunReport {
    /// The report as a picture: a row a region with its stages over time, the source above them. One file with no scripts, links or fonts.
    public var svg: String { TimelineDrawing(self).text }

    /// The totals in a line, for a title.
    public var summary: String {
        var words = ["\(outcome.rawValue) in \(Self.words(seconds: seconds))"]
        let regions = Set(images.map(\.region)).count
        if !images.isEmpty {
            let made = images.count { !$0.wasThere }
            words.append("\(Self.words(images.count, "image")) in \(Self.words(regions, "region")), \(made) of them new")
        }
        if let upload {
            let rate = upload.seconds > 0 ? " at \(Self.words(bytes: Double(upload.bytes) / upload.seconds))/s" : ""
            words.append("\(Self.words(bytes: Double(upload.bytes))) uploaded\(rate)")
        }
        let retries = calls.reduce(0) { $0 + $1.retries }
        let throttles = calls.reduce(0) { $0 + $1.throttles }
        words.append("\(Self.words(calls.reduce(0) { $0 + $1.count }, "call")), \(retries) sent again, \(throttles) of these throttled")
        return words.joined(separator: " · ")
    }

    private static func words(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

    /// Such as `12.3 s`.
    static func words(seconds: Double) -> String { "\((seconds * 10).rounded() / 10) s" }

    /// Such as `1.5 GiB`.
    static func words(bytes: Double) -> String {
        var value = bytes
        for unit in ["B", "KiB", "MiB"] {
            if value < 1024 { return unit == "B" ? "\(Int(value)) B" : "\((value * 10).rounded() / 10) \(unit)" }
            value /= 1024
        }
        return "\((value * 100).rounded() / 100) GiB"
    }
}
