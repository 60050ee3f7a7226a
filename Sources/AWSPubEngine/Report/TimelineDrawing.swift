import Foundation

/// Draws a report.
struct TimelineDrawing {
    private let report: RunReport
    private let rows: [TimelineRow]
    private let scale: TimelineScale
    private var svg = SVGText()

    static let width = 1200.0
    private static let margin = 24.0
    private static let rowHeight = 24.0
    private static let barHeight = 15.0
    /// About the mean of the letters at 12 px.
    private static let letterWidth = 6.7
    private static let mostErrors = 20

    init(_ report: RunReport) {
        self.report = report
        rows = TimelineRow.rows(of: report)
        let longest = Double(rows.map(\.label.count).max() ?? 0) * Self.letterWidth
        let left = Self.margin + min(max(longest, 60), 360) + 12
        scale = TimelineScale(seconds: report.seconds, left: left, right: Self.width - Self.margin - 16)
        draw()
    }

    /// The whole file.
    var text: String {
        let size = [("width", Self.width), ("height", height)].map { " \($0)=\"\(SVGText.number($1))\"" }.joined()
        let box = "0 0 \(SVGText.number(Self.width)) \(SVGText.number(height))"
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <svg xmlns="http://www.w3.org/2000/svg"\(size) viewBox="\(box)" role="img" aria-label="\(SVGText.escaped(title)): \(SVGText.escaped(report.summary))">
            \(TimelineStyle.definitions)\(svg.text)</svg>

            """
    }

    private var title: String { "\(report.command) \(report.subject)" }

    private var stages: [EngineEvent.Stage] {
        EngineEvent.Stage.allCases.filter { stage in rows.contains { $0.spans.contains { $0.stage == stage } } }
    }

    // From the top: title, totals, legend, axis, rows, errors.
    private var legendTop: Double { 78 }
    private var axisTop: Double { legendTop + Double(legendLines.count) * 20 + 14 }
    private var rowsTop: Double { axisTop + 8 }
    private var rowsBottom: Double { rowsTop + Double(rows.count) * Self.rowHeight }
    private var shownErrors: [RunReport.Failure] { Array(report.errors.prefix(Self.mostErrors)) }
    private var height: Double { rowsBottom + Self.margin + (report.errors.isEmpty ? 0 : Double(shownErrors.count + 1) * 18 + 12) }

    private mutating func draw() {
        svg.element("rect", [("width", SVGText.number(Self.width)), ("height", SVGText.number(height)), ("class", "paper")])
        svg.words(title, x: Self.margin, y: 34, class: "title", tooltip: "\(report.program), \(report.started.formatted(.iso8601))")
        svg.words(report.summary, x: Self.margin, y: 56, class: "soft")
        drawLegend()
        drawAxis()
        for (index, row) in rows.enumerated() { draw(row, at: rowsTop + Double(index) * Self.rowHeight) }
        drawErrors()
    }

    /// What is explained, in lines that fit.
    private var legendLines: [[(stage: EngineEvent.Stage?, words: String)]] {
        var entries = stages.map { (stage: Optional($0), words: TimelineStyle.words(for: $0)) }
        if !report.retries.isEmpty { entries.append((nil, "throttled or retried call")) }
        var lines: [[(stage: EngineEvent.Stage?, words: String)]] = []
        var x = Double.infinity
        for entry in entries {
            let width = Double(entry.words.count) * Self.letterWidth + 40
            if x + width > Self.width - Self.margin {
                lines.append([])
                x = Self.margin
            }
            lines[lines.count - 1].append(entry)
            x += width
        }
        return lines
    }

    private mutating func drawLegend() {
        for (index, line) in legendLines.enumerated() {
            var x = Self.margin
            let y = legendTop + Double(index) * 20
            for (stage, words) in line {
                if let stage, !stage.isEnd {
                    let place = [("x", SVGText.number(x)), ("y", SVGText.number(y - 10)), ("width", "16"), ("height", "12"), ("rx", "2")]
                    svg.element("rect", place + [("fill", TimelineStyle.fill(of: stage))])
                } else if let stage {
                    drawEnd(stage, x: x + 8, y: y - 4, tooltip: words)
                } else {
                    drawMark(x: x + 8, y: y - 9, tooltip: words)
                }
                svg.words(words, x: x + 22, y: y, class: "soft")
                x += Double(words.count) * Self.letterWidth + 40
            }
        }
    }

    private mutating func drawAxis() {
        for tick in scale.ticks {
            let x = SVGText.number(scale.x(tick))
            let line = [("x1", x), ("x2", x), ("y1", SVGText.number(axisTop + 4)), ("y2", SVGText.number(rowsBottom))]
            svg.element("line", line + [("class", "grid")])
            svg.words("\(SVGText.number(tick)) s", x: scale.x(tick), y: axisTop, class: "soft", anchor: "middle")
        }
    }

    private mutating func draw(_ row: TimelineRow, at y: Double) {
        let label = row.label.count > 53 ? row.label.prefix(52) + "…" : row.label
        svg.words(String(label), x: Self.margin, y: y + 18, class: row.isHeading ? "unit" : "label", tooltip: row.label)
        for span in row.spans { draw(span, in: row, at: y) }
        for mark in row.marks(scale) { drawMark(x: mark.x, y: y + 1, tooltip: mark.words) }
    }

    private mutating func draw(_ span: RunReport.Span, in row: TimelineRow, at y: Double) {
        let words = TimelineStyle.words(for: span.stage)
        let (start, end) = (scale.x(span.start), scale.x(span.end))
        guard !span.stage.isEnd else {
            return drawEnd(span.stage, x: start, y: y + 14.5, tooltip: "\(row.label): \(words) after \(RunReport.words(seconds: span.start))")
        }
        let width = max(end - start, 1)
        let times = "\(RunReport.words(seconds: span.end - span.start)), \(SVGText.number(span.start)) s to \(SVGText.number(span.end)) s"
        svg.element(
            "rect",
            [
                ("x", SVGText.number(start)), ("y", SVGText.number(y + 7)), ("width", SVGText.number(width)),
                ("height", SVGText.number(Self.barHeight)), ("rx", "2"), ("fill", TimelineStyle.fill(of: span.stage)),
            ], tooltip: "\(row.label): \(words) \(times)")
        // Hatchings make words hard to read; the legend explains them.
        guard !span.stage.isWait else { return }
        for label in ["\(words) \(RunReport.words(seconds: span.end - span.start))", words] where Double(label.count) * 5.6 + 8 < width {
            svg.words(label, x: start + 4, y: y + 18, class: TimelineStyle.isDark(span.stage) ? "ondark" : "on")
            return
        }
    }

    /// A dot for what went well, a cross for what did not: told apart without colours.
    private mutating func drawEnd(_ stage: EngineEvent.Stage, x: Double, y: Double, tooltip: String) {
        let color = TimelineStyle.color(of: stage)
        if stage == .failed {
            let (left, right) = (SVGText.number(x - 4), SVGText.number(x + 4))
            let path =
                "M\(left) \(SVGText.number(y - 4))L\(right) \(SVGText.number(y + 4))M\(left) \(SVGText.number(y + 4))L\(right) \(SVGText.number(y - 4))"
            svg.element("path", [("d", path), ("stroke", color), ("stroke-width", "2.5")], tooltip: tooltip)
        } else {
            svg.element("circle", [("cx", SVGText.number(x)), ("cy", SVGText.number(y)), ("r", "4"), ("fill", color)], tooltip: tooltip)
        }
    }

    private mutating func drawMark(x: Double, y: Double, tooltip: String) {
        let path =
            "M\(SVGText.number(x - 4)) \(SVGText.number(y))L\(SVGText.number(x + 4)) \(SVGText.number(y))L\(SVGText.number(x)) \(SVGText.number(y + 7))Z"
        svg.element("path", [("d", path), ("class", "mark")], tooltip: tooltip)
    }

    private mutating func drawErrors() {
        guard !report.errors.isEmpty else { return }
        let more = report.errors.count > shownErrors.count ? "; the first \(shownErrors.count)" : ""
        svg.words("Errors (\(report.errors.count)\(more))", x: Self.margin, y: rowsBottom + 26, class: "unit")
        for (index, error) in shownErrors.enumerated() {
            let place = [error.unit, error.image, error.region].compactMap(\.self).joined(separator: ", ")
            let words = place.isEmpty ? error.message : "\(place): \(error.message)"
            let short = words.count > 170 ? words.prefix(169) + "…" : words
            svg.words(String(short), x: Self.margin, y: rowsBottom + 44 + Double(index) * 18, class: "error", tooltip: words)
        }
    }
}
