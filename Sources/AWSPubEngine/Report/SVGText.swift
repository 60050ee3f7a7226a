/// SVG that is written piece by piece. All text and attributes are escaped here, once.
struct SVGText {
    private(set) var text = ""

    /// Writes an element without content but a tooltip.
    mutating func element(_ name: String, _ attributes: [(String, String)], tooltip: String? = nil) {
        open(name, attributes)
        if let tooltip { text += "<title>\(Self.escaped(tooltip))</title>" }
        close(name)
    }

    /// Writes words.
    mutating func words(_ words: String, x: Double, y: Double, class style: String, anchor: String = "start", tooltip: String? = nil) {
        open("text", [("x", Self.number(x)), ("y", Self.number(y)), ("class", style), ("text-anchor", anchor)])
        if let tooltip { text += "<title>\(Self.escaped(tooltip))</title>" }
        text += Self.escaped(words)
        close("text")
    }

    mutating func open(_ name: String, _ attributes: [(String, String)]) {
        text += "<\(name)\(attributes.map { " \($0.0)=\"\(Self.escaped($0.1))\"" }.joined())>"
    }

    mutating func close(_ name: String) { text += "</\(name)>\n" }

    /// Writes what is SVG already.
    mutating func raw(_ svg: String) { text += svg }

    /// To a hundredth, without a needless fraction.
    static func number(_ value: Double) -> String {
        let rounded = (value * 100).rounded() / 100
        return rounded == rounded.rounded() && abs(rounded) < 1e9 ? String(Int(rounded)) : "\(rounded)"
    }

    /// What XML 1.0 does not allow at all becomes U+FFFD.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            case "\t", "\n", "\r": result += " "
            case "\u{0}"..<"\u{20}", "\u{7F}"..<"\u{A0}", "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
