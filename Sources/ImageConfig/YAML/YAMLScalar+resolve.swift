import Foundation

extension YAMLScalar {
    /// Returns what a plain scalar means in YAML 1.2, as ruamel.yaml reads it; nil for a text that looks like a date and is none.
    static func resolve(plain text: String) -> YAMLScalar? {
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return .bool(true)
        case "false", "False", "FALSE": return .bool(false)
        default: break
        }
        guard let first = text.utf8.first,
            first == UInt8(ascii: "+") || first == UInt8(ascii: "-") || first == UInt8(ascii: ".") || (0x30...0x39).contains(first)
        else { return .string(text) }
        if let number = float(text) { return .float(number) }
        if let number = integer(text) { return number }
        if text.wholeMatch(of: dayOrTime) != nil { return isRealDate(text) ? .timestamp(text) : nil }
        return .string(text)
    }

    private nonisolated(unsafe) static let dayOrTime =  // Regex is not Sendable; this one is only ever read.
        /[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?(?:[ \t]*(?:Z|[-+][0-9]{1,2}(?::?[0-9]{2})?))?/

    private static func isRealDate(_ text: String) -> Bool {
        let numbers = text.split(whereSeparator: { !$0.isNumber }).prefix(6).compactMap { Int($0) }
        guard numbers.count >= 3, (1...9999).contains(numbers[0]), (1...12).contains(numbers[1]) else { return false }
        let days = [31, isLeap(numbers[0]) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][numbers[1] - 1]
        guard (1...days).contains(numbers[2]) else { return false }
        guard numbers.count >= 6 else { return true }
        return numbers[3] < 24 && numbers[4] < 60 && numbers[5] < 60
    }

    private static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    private static func float(_ text: String) -> Double? {
        let unsigned = text.first == "+" || text.first == "-" ? text.dropFirst() : text[...]
        switch unsigned {
        case ".inf", ".Inf", ".INF": return text.first == "-" ? -Double.infinity : Double.infinity
        default: break
        }
        if [".nan", ".NaN", ".NAN"].contains(text) { return Double.nan }
        guard isFloat(unsigned) else { return nil }
        var digits = text.replacing("_", with: "")
        if digits.hasSuffix(".") { digits += "0" }
        digits = digits.replacing(".e", with: ".0e").replacing(".E", with: ".0E")
        return Double(digits)
    }

    /// `1.5`, `1.`, `1e3`, `.5`, `.5e+3`, digits with underscores between.
    private static func isFloat(_ text: Substring) -> Bool {
        var rest = text.utf8[...]
        func take(_ isWanted: (UInt8) -> Bool) -> Int {
            let start = rest.count
            rest = rest.drop(while: isWanted)
            return start - rest.count
        }
        let isDigit: (UInt8) -> Bool = { (0x30...0x39).contains($0) }
        let startsWithDigit = rest.first.map(isDigit) ?? false
        let whole = take { isDigit($0) || $0 == UInt8(ascii: "_") }
        guard whole == 0 || startsWithDigit else { return false }
        var hasPoint = false
        var hasFraction = false
        if rest.first == UInt8(ascii: ".") {
            hasPoint = true
            rest = rest.dropFirst()
            hasFraction = rest.contains(where: isDigit) && take { isDigit($0) || $0 == UInt8(ascii: "_") } > 0
            if !hasFraction { _ = take { $0 == UInt8(ascii: "_") } }
        }
        guard whole > 0 || hasFraction else { return false }
        guard rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") else { return hasPoint && rest.isEmpty }
        rest = rest.dropFirst()
        let hasSign = rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-")
        if hasSign { rest = rest.dropFirst() }
        guard whole > 0 || hasSign else { return false }
        return take(isDigit) > 0 && rest.isEmpty
    }

    private static func integer(_ text: String) -> YAMLScalar? {
        let isNegative = text.first == "-"
        let unsigned = isNegative || text.first == "+" ? text.dropFirst() : text[...]
        let (radix, digits): (Int, Substring) =
            if unsigned.hasPrefix("0b") { (2, unsigned.dropFirst(2)) } else if unsigned.hasPrefix("0x") {
                (16, unsigned.dropFirst(2))
            } else if unsigned
                .hasPrefix("0o")
            { (8, unsigned.dropFirst(2)) } else { (10, unsigned) }
        guard radix != 10 || (digits.utf8.first.map { (0x30...0x39).contains($0) } ?? false) else { return nil }
        let bare = digits.replacing("_", with: "")
        guard !bare.isEmpty, bare.allSatisfy({ $0.isASCII && ($0.hexDigitValue.map { $0 < radix } ?? false) }) else { return nil }
        if let number = Int((isNegative ? "-" : "") + bare, radix: radix) { return .integer(number) }
        let trimmed = bare.drop { $0 == "0" }
        return radix == 10 ? .hugeInteger((isNegative ? "-" : "") + trimmed) : .hugeInteger("a number")
    }
}
