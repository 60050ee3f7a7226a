import Foundation

/// The terminal that stderr is on.
enum Terminal {
    struct Size: Sendable, Hashable {
        var columns: Int
        var rows: Int
    }

    /// The size now; it changes when the window does.
    static var size: Size {
        var window = winsize()
        let isKnown = ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &window) == 0
        return Size(columns: isKnown && window.ws_col > 0 ? Int(window.ws_col) : 80, rows: isKnown && window.ws_row > 0 ? Int(window.ws_row) : 24)
    }

    /// Whether lines can be drawn again.
    static func canRedraw(_ environment: [String: String]) -> Bool { !["dumb", "", nil].contains(environment["TERM"]) }

    /// What a terminal can and its user wants.
    struct Look: Sendable, Hashable {
        var hasColors: Bool
        var hasUnicode: Bool

        init(hasColors: Bool, hasUnicode: Bool) {
            self.hasColors = hasColors
            self.hasUnicode = hasUnicode
        }

        /// Asks `NO_COLOR` (<https://no-color.org>) and the locale.
        init(environment: [String: String]) {
            hasColors = environment["NO_COLOR", default: ""].isEmpty
            let locale = ["LC_ALL", "LC_CTYPE", "LANG"].compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
            hasUnicode = locale.uppercased().contains("UTF-8") || locale.uppercased().contains("UTF8")
        }
    }
}

/// A line for a terminal, with the width that it takes there.
struct TerminalLine: Sendable, Hashable {
    enum Color: Int, Sendable {
        case red = 31
        case green = 32
        case yellow = 33
        case cyan = 36
        case dim = 2
        case bold = 1
    }

    private(set) var text = ""
    /// In columns.
    private(set) var width = 0
    private let look: Terminal.Look
    private let columns: Int

    /// - Parameter columns: how wide the line may become; what does not fit is cut.
    init(look: Terminal.Look, columns: Int) {
        self.look = look
        self.columns = columns
    }

    /// Adds words, which become harmless: a terminal runs the control characters that it is shown.
    /// - Parameter padded: filled up with blanks to this width, or cut.
    mutating func add(_ words: String, padded: Int? = nil, _ color: Color? = nil) {
        var letters = words.map { $0.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F..<0xA0).contains($0.value) } ? $0 : " " }
        let limit = min(padded ?? Int.max, columns - width)
        if letters.count > limit { letters = Array(letters.prefix(max(0, limit - 1))) + (limit > 0 ? [look.hasUnicode ? "…" : "~"] : []) }
        let shown = String(letters)
        width += letters.count
        text += color.flatMap { look.hasColors && !shown.isEmpty ? "\u{1B}[\($0.rawValue)m\(shown)\u{1B}[0m" : nil } ?? shown
        guard let padded, letters.count < padded else { return }
        let blanks = max(0, min(padded - letters.count, columns - width))
        text += String(repeating: " ", count: blanks)
        width += blanks
    }

    /// Adds a bar.
    /// - Parameter share: 0 to 1.
    mutating func addBar(_ share: Double, width count: Int) {
        let full = Int((min(max(share, 0), 1) * Double(count)).rounded())
        add(String(repeating: look.hasUnicode ? "█" : "#", count: full), .cyan)
        add(String(repeating: look.hasUnicode ? "░" : ".", count: count - full), .dim)
    }
}
