/// Numbers as ruamel.yaml reads plain scalars.
enum YAMLNumber {
    /// Python refuses to read longer decimal numbers: <https://docs.python.org/3/library/stdtypes.html#int-max-str-digits>.
    static let mostDigits = 4300

    /// `1.5`, `1.`, `1e3`, `.5`, `.5e+3`, `.inf`, digits with underscores between. Nothing that has no digit.
    static func float(_ text: [UInt8], _ version: YAMLVersion) -> Double? {
        let isSigned = text.first == UInt8(ascii: "+") || text.first == UInt8(ascii: "-")
        let unsigned = isSigned ? text.dropFirst() : text[...]
        if unsigned.first == UInt8(ascii: ".") {
            switch String(decoding: unsigned, as: UTF8.self) {
            case ".inf", ".Inf", ".INF": return text.first == UInt8(ascii: "-") ? -Double.infinity : Double.infinity
            case ".nan", ".NaN", ".NAN": return isSigned ? nil : Double.nan
            default: break
            }
        }
        guard isFloat(unsigned, version) else { return version == .v11 ? sexagesimalFloat(text) : nil }
        // In YAML 1.1, a number that begins with the point has no sign.
        if version == .v11, isSigned, unsigned.first == UInt8(ascii: ".") { return nil }
        return decimal(text)
    }

    /// What the tag `!!float` takes: all that Python's `float()` does.
    static func taggedFloat(_ text: String, _ version: YAMLVersion) -> Double? {
        let trimmed = text.withoutOuterBlanks.lowercased().filter { $0 != "_" }
        if let number = float(Array(trimmed.utf8), version) { return number }
        let isSigned = trimmed.hasPrefix("-") || trimmed.hasPrefix("+")
        switch isSigned ? trimmed.dropFirst() : trimmed[...] {
        case "inf", "infinity": return trimmed.hasPrefix("-") ? -Double.infinity : Double.infinity
        case "nan", ".nan": return Double.nan
        case let rest:
            let mantissa = rest.prefix { $0 != "e" }
            guard rest.utf8.allSatisfy({ isDigit($0) || ".e+-".utf8.contains($0) }), mantissa.utf8.contains(where: isDigit) else { return nil }
            return decimal(Array(trimmed.utf8))
        }
    }

    /// What the tag `!!int` takes.
    static func taggedInteger(_ text: String, _ version: YAMLVersion) -> Digits? {
        integer(Array(text.withoutOuterBlanks.utf8.filter { $0 != UInt8(ascii: "_") }), version)
    }

    private static func decimal(_ text: [UInt8]) -> Double? {
        // Swift's reader wants a digit on both sides of the point.
        var digits = text.filter { $0 != UInt8(ascii: "_") }
        if let point = digits.firstIndex(of: UInt8(ascii: ".")) {
            if !(point + 1 < digits.count && isDigit(digits[point + 1])) { digits.insert(UInt8(ascii: "0"), at: point + 1) }
            if !(point > 0 && isDigit(digits[point - 1])) { digits.insert(UInt8(ascii: "0"), at: point) }
        }
        return Double(String(decoding: digits, as: UTF8.self))
    }

    private static func isFloat(_ text: ArraySlice<UInt8>, _ version: YAMLVersion) -> Bool {
        let whole = text.prefix { isDigit($0) || $0 == UInt8(ascii: "_") }
        if let first = whole.first, !isDigit(first) { return false }
        var rest = text[whole.endIndex...]
        var hasFraction = false
        let hasPoint = rest.first == UInt8(ascii: ".")
        if hasPoint {
            let fraction = rest.dropFirst().prefix { isDigit($0) || $0 == UInt8(ascii: "_") }
            hasFraction = fraction.contains(where: isDigit)
            rest = rest[fraction.endIndex...]
        }
        guard !whole.isEmpty || hasFraction else { return false }
        guard rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") else { return hasPoint && rest.isEmpty }
        rest = rest.dropFirst()
        let hasSign = rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-")
        if hasSign { rest = rest.dropFirst() }
        // `.5e3` is a text: without a digit before the point, the exponent needs its sign.
        guard !whole.isEmpty || hasSign else { return false }
        return !rest.isEmpty && rest.allSatisfy(isDigit)
    }

    /// The digits of a whole number.
    struct Digits: Sendable, Hashable {
        let isNegative: Bool
        let radix: Int
        let digits: [UInt8]

        /// nil for more digits than are read.
        var value: YAMLScalar? {
            if let number = Int((isNegative ? "-" : "") + String(decoding: digits, as: UTF8.self), radix: radix) { return .integer(number) }
            return digits.count <= YAMLNumber.mostDigits ? .hugeInteger(self) : nil
        }

        /// The number in base 10.
        var decimal: String {
            // Nine decimal digits a limb, the lowest first. Seven digits of the number are taken in at a time.
            var limbs: [UInt64] = [0]
            for start in stride(from: 0, to: digits.count, by: 7) {
                let part = digits[start..<min(start + 7, digits.count)]
                let factor = part.reduce(1 as UInt64) { product, _ in product * UInt64(radix) }
                var carry = part.reduce(0 as UInt64) { $0 * UInt64(radix) + UInt64(YAMLNumber.value(ofDigit: $1)) }
                for index in limbs.indices {
                    let value = limbs[index] * factor + carry
                    limbs[index] = value % 1_000_000_000
                    carry = value / 1_000_000_000
                }
                if carry > 0 { limbs.append(carry) }
            }
            let rest = limbs.dropLast().reversed().map { limb in
                let text = String(limb)
                return String(repeating: "0", count: 9 - text.count) + text
            }
            return (isNegative ? "-" : "") + String(limbs.last ?? 0) + rest.joined()
        }
    }

    /// Whole numbers in base 10, 2, 8 and 16, digits with underscores between. Nothing that has no digit.
    static func integer(_ text: [UInt8], _ version: YAMLVersion) -> Digits? {
        let isNegative = text.first == UInt8(ascii: "-")
        let isSigned = isNegative || text.first == UInt8(ascii: "+")
        let unsigned = isSigned ? text.dropFirst() : text[...]
        if version == .v11, let number = sexagesimal(unsigned) {
            return Digits(isNegative: isNegative, radix: 10, digits: Array(String(number).utf8))
        }
        var radix = 10
        var digits = unsigned
        if unsigned.first == UInt8(ascii: "0"), let mark = unsigned.dropFirst().first {
            switch mark {
            case UInt8(ascii: "b"): (radix, digits) = (2, unsigned.dropFirst(2))
            case UInt8(ascii: "x"): (radix, digits) = (16, unsigned.dropFirst(2))
            case UInt8(ascii: "o") where version == .v12: (radix, digits) = (8, unsigned.dropFirst(2))
            default: if version == .v11 { radix = 8 }
            }
        }
        // `_1` is a text, `-_1` a number.
        guard radix != 10 || isSigned || digits.first.map(isDigit) ?? false else { return nil }
        let bare = digits.filter { $0 != UInt8(ascii: "_") }
        guard !bare.isEmpty, bare.allSatisfy({ value(ofDigit: $0) < radix }) else { return nil }
        return Digits(isNegative: isNegative, radix: radix, digits: Array(bare))
    }

    /// `1:30` is 90 in YAML 1.1.
    private static func sexagesimal(_ text: ArraySlice<UInt8>) -> Int? {
        let parts = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard parts.count > 1, let first = parts[0].first, (0x31...0x39).contains(first) else { return nil }
        var total = 0
        for (index, part) in parts.enumerated() {
            let digits = part.filter { $0 != UInt8(ascii: "_") }
            guard !digits.isEmpty, digits.allSatisfy(isDigit), index == 0 || digits.count <= 2,
                let number = Int(String(decoding: digits, as: UTF8.self)),
                index == 0 || number < 60
            else { return nil }
            let (shifted, overflow) = total.multipliedReportingOverflow(by: 60)
            guard !overflow, shifted < Int.max - number else { return nil }
            total = shifted + number
        }
        return total
    }

    /// `1:30.5` is 90.5 in YAML 1.1.
    private static func sexagesimalFloat(_ text: [UInt8]) -> Double? {
        guard let point = text.lastIndex(of: UInt8(ascii: ".")) else { return nil }
        let fraction = text[(point + 1)...].filter { $0 != UInt8(ascii: "_") }
        guard text[..<point].contains(UInt8(ascii: ":")), fraction.allSatisfy(isDigit), let whole = integer(Array(text[..<point]), .v11),
            case .integer(let number)? = whole.value
        else { return nil }
        let rest = Double("0." + String(decoding: fraction, as: UTF8.self) + "0") ?? 0
        return Double(number) + (whole.isNegative ? -rest : rest)
    }

    /// Returns 99 for what is no digit in base 16.
    private static func value(ofDigit byte: UInt8) -> Int {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): Int(byte - UInt8(ascii: "a")) + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): Int(byte - UInt8(ascii: "A")) + 10
        default: 99
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
