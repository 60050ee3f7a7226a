/// A row of a timeline: a heading, or spans that do not overlap.
struct TimelineRow {
    var label: String
    var isHeading = false
    var spans: [RunReport.Span] = []
    var retries: [RunReport.Retry] = []

    /// Returns the rows of a report, with headings where there are several units.
    static func rows(of report: RunReport) -> [TimelineRow] {
        let hasUnits = Set(report.lanes.map(\.unit)).count > 1
        var rows: [TimelineRow] = []
        var unit: String??
        for lane in report.lanes {
            if hasUnits, unit != .some(lane.unit) {
                unit = .some(lane.unit)
                rows.append(TimelineRow(label: lane.unit ?? "all", isHeading: true))
            }
            rows += self.rows(of: lane, retries: report.retries.filter { belongs($0, to: lane, of: report) })
        }
        return rows
    }

    /// A lane takes as many rows as it does things at the same time.
    private static func rows(of lane: RunReport.Lane, retries: [RunReport.Retry]) -> [TimelineRow] {
        var rows = [TimelineRow(label: lane.region ?? "source", retries: retries)]
        for span in lane.spans.sorted(by: { $0.start < $1.start }) {
            if let free = rows.firstIndex(where: { ($0.spans.last?.end ?? 0) <= span.start }) {
                rows[free].spans.append(span)
            } else {
                rows.append(TimelineRow(label: "", spans: [span]))
            }
        }
        return rows
    }

    /// What goes to S3 is about the source; what goes to a region that has no lane too.
    private static func belongs(_ retry: RunReport.Retry, to lane: RunReport.Lane, of report: RunReport) -> Bool {
        guard retry.unit == lane.unit else { return false }
        let hasLane = report.lanes.contains { $0.unit == retry.unit && $0.region != nil && $0.region == retry.region }
        let region = retry.service == "s3" || !hasLane ? nil : retry.region
        return region == lane.region
    }

    /// Returns where marks are, those that would lie on each other as one.
    func marks(_ scale: TimelineScale) -> [(x: Double, words: String)] {
        var marks: [(x: Double, words: [String])] = []
        for retry in retries {
            let x = scale.x(retry.time)
            let why = retry.throttled ? "throttled" : "failed"
            let words = "\(retry.action) \(why) (\(retry.code)) at \(SVGText.number(retry.time)) s, again after \(SVGText.number(retry.delay)) s"
            if let last = marks.last, x - last.x < 6 { marks[marks.count - 1].words.append(words) } else { marks.append((x, [words])) }
        }
        return marks.map { mark in
            let more = mark.words.count > 5 ? "; and \(mark.words.count - 5) more" : ""
            return (mark.x, mark.words.prefix(5).joined(separator: "; ") + more)
        }
    }
}
