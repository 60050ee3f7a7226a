import ImageConfig

/// A line of a file with a caret below the place that a diagnostic is about.
struct SourceExcerpt {
    /// What each character is shown as, and how many cells of the terminal that takes.
    private let cells: [(text: String, width: Int)]
    private let line: Int
    /// Counted from 0, in characters.
    private let column: Int

    init(line: String, of diagnostic: Diagnostic) {
        // Terminals act upon some characters: those become blanks.
        cells = line.unicodeScalars.map { $0.isControl ? (" ", 1) : (String($0), $0.cellWidth) }
        self.line = diagnostic.line
        column = max(0, diagnostic.column - 1)
    }

    /// Returns two lines that fit into a terminal: of a long line, the part around the place.
    func text(width: Int) -> String {
        let number = String(line)
        let room = max(20, width - number.count - 5)
        var start = 0
        if cells.map(\.width).reduce(0, +) > room {
            // A third of the room is for what comes before.
            start = min(column, cells.count)
            var before = 0
            while start > 0, before + cells[start - 1].width <= room / 3 {
                start -= 1
                before += cells[start].width
            }
        }
        var shown = start > 0 ? "…" : ""
        var used = shown.count
        var caret = used
        for (index, cell) in cells[start...].enumerated() {
            guard used + cell.width < room || start + index == cells.count - 1 else {
                shown += "…"
                break
            }
            if start + index < column { caret += cell.width }
            shown += cell.text
            used += cell.width
        }
        let margin = String(repeating: " ", count: number.count)
        return " \(number) | \(shown)\n \(margin) | \(String(repeating: " ", count: caret))^"
    }
}

extension Unicode.Scalar {
    /// How many cells of a terminal the character takes: two for those of East Asian scripts and pictures, none for marks on others.
    /// Source: the ranges of Unicode's EastAsianWidth.txt that are wide, as a whole.
    fileprivate var cellWidth: Int {
        switch properties.generalCategory {
        case .nonspacingMark, .enclosingMark: return 0
        default: break
        }
        switch value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF01...0xFF60,
            0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1FAFF, 0x20000...0x3FFFD:
            return 2
        default: return 1
        }
    }
}
