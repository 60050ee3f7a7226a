import AWSPubEngine

extension ProgressBoard {
    /// Draws the board.
    /// - Parameters:
    ///   - now: in seconds, as the times of the events.
    ///   - size: of the terminal. One column is left free, since some terminals wrap a line that is full.
    /// - Returns: no more lines than fit: what is not done first, and how many are left out.
    func lines(at now: Double, size: Terminal.Size, look: Terminal.Look) -> [TerminalLine] {
        var rows = units.sorted { $0.key < $1.key }.flatMap { name, unit in unit.rows(named: name) }
        rows = rows.filter { !$0.isDone } + rows.filter(\.isDone)
        let room = max(3, size.rows - 2)
        let shown = rows.count <= room ? rows : Array(rows.prefix(room - 1))
        let unitWidth = units.count > 1 ? min(shown.map(\.unit.count).max() ?? 0, size.columns / 3) : 0
        let labelWidth = min(max(6, shown.map(\.label.count).max() ?? 0), size.columns / 3)
        var lines = shown.map { row in
            var line = TerminalLine(look: look, columns: size.columns - 1)
            line.add("  ")
            if unitWidth > 0 {
                line.add(row.unit, padded: unitWidth, .dim)
                line.add("  ")
            }
            line.add(row.label, padded: labelWidth)
            line.add("  ")
            row.draw(on: &line, at: now)
            return line
        }
        if let rest = left(rows.dropFirst(shown.count)) {
            var line = TerminalLine(look: look, columns: size.columns - 1)
            line.add("  \(look.hasUnicode ? "…" : "...") \(rest)", .dim)
            lines.append(line)
        }
        return lines
    }

    private func left(_ rows: ArraySlice<Row>) -> String? {
        guard !rows.isEmpty else { return nil }
        let done = rows.count(where: \.isDone)
        return "and \(rows.count) more" + (done > 0 ? ", \(done) of them done" : "")
    }

    /// A source or a region.
    fileprivate struct Row {
        let unit: String
        let label: String
        let content: Content

        enum Content {
            case source(Source)
            case region(Area)
        }

        var isDone: Bool {
            if case .region(let area) = content { area.stage.isEnd && area.stage != .failed } else { false }
        }

        func draw(on line: inout TerminalLine, at now: Double) {
            switch content {
            case .source(let source): source.draw(on: &line, at: now)
            case .region(let area): area.draw(on: &line, at: now)
            }
        }
    }
}

extension ProgressBoard.Unit {
    fileprivate func rows(named name: String) -> [ProgressBoard.Row] {
        let own = source.map { [ProgressBoard.Row(unit: name, label: "source", content: .source($0))] } ?? []
        return own + regions.sorted { $0.key < $1.key }.map { ProgressBoard.Row(unit: name, label: $0.key, content: .region($0.value)) }
    }
}

/// The longest of the words that say what goes on.
private let stageWidth = 11
private let barWidth = 16

extension ProgressBoard.Source {
    fileprivate func draw(on line: inout TerminalLine, at now: Double) {
        line.add(work.name, padded: stageWidth)
        line.add("  ")
        switch work {
        case .hashing(let done, let total): draw(done, of: total, on: &line)
        case .uploading(let done, let total):
            draw(done, of: total, on: &line)
            if let words = rate.words(total: total) { line.add("  \(words)") }
        case .importing(let percent): line.add(percent: percent, since: since, now: now)
        }
    }

    private func draw(_ done: Int64, of total: Int64, on line: inout TerminalLine) {
        let share = total > 0 ? Double(done) / Double(total) : 1
        line.addBar(share, width: barWidth)
        line.add(" \(ProgressText.padded(Int(share * 100))) %  \(ProgressText.size(done)) of \(ProgressText.size(total))")
    }
}

extension ProgressBoard.Area {
    fileprivate func draw(on line: inout TerminalLine, at now: Double) {
        line.add(words, padded: stageWidth, color)
        if stage == .failed {
            line.add("  \(reason ?? "")", .red)
        } else if stage == .copying, let percent {
            line.add("  ")
            line.add(percent: percent, since: since, now: now)
        } else if !stage.isEnd, now - since >= 1 {
            line.add("  \(ProgressText.duration((now - since).rounded(.down)))", .dim)
        }
    }

    private var words: String {
        switch stage {
        case .pending: "registered"
        case .created: "done"
        case .verified: "verified"
        case .failed: "FAILED"
        default: stage.rawValue
        }
    }

    private var color: TerminalLine.Color? {
        switch stage {
        case .waiting: .dim
        case .failed: .red
        case _ where stage.isEnd: .green
        default: nil
        }
    }
}

extension TerminalLine {
    fileprivate mutating func add(percent: Int, since: Double, now: Double) {
        addBar(Double(percent) / 100, width: barWidth)
        add(" \(ProgressText.padded(percent)) %  \(ProgressText.duration(max(0, now - since).rounded(.down)))")
    }
}
