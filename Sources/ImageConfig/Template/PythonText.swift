import Foundation

/// Values as Python's `str()` and `repr()` write them, which is what awspub puts into templates.
enum PythonText {
    static func str(_ node: YAMLNode) -> String {
        node.scalar.map(str) ?? repr(node)
    }

    static func str(_ scalar: YAMLScalar) -> String {
        switch scalar {
        case .string(let text): text
        case .timestamp(let timestamp): str(timestamp)
        default: repr(scalar)
        }
    }

    private static func repr(_ node: YAMLNode) -> String {
        switch node.content {
        case .scalar(let scalar): repr(scalar)
        case .sequence(let nodes, .list): "[" + nodes.map(repr).joined(separator: ", ") + "]"
        case .sequence(let nodes, .set): nodes.isEmpty ? "set()" : "{" + nodes.map(repr).joined(separator: ", ") + "}"
        case .sequence(let nodes, .pair): "(" + nodes.map(repr).joined(separator: ", ") + ")"
        case .mapping(let pairs, .map): "{" + pairs.map { "\(keyText($0.key)): \(repr($0.value))" }.joined(separator: ", ") + "}"
        case .mapping(let pairs, .ordered):
            pairs.isEmpty
                ? "ordereddict()" : "ordereddict([" + pairs.map { "(\(keyText($0.key)), \(repr($0.value)))" }.joined(separator: ", ") + "])"
        case .recursive(let isMapping): isMapping ? "{...}" : "[...]"
        }
    }

    /// Lists that are keys become tuples.
    private static func keyText(_ key: YAMLNode) -> String {
        guard case .sequence(let nodes, .list) = key.content else { return repr(key) }
        return "(" + nodes.map(repr).joined(separator: ", ") + (nodes.count == 1 ? ",)" : ")")
    }

    private static func repr(_ scalar: YAMLScalar) -> String {
        switch scalar {
        case .null: "None"
        case .bool(let flag): flag ? "True" : "False"
        case .integer(let number): String(number)
        case .hugeInteger(let digits): digits.decimal
        case .float(let number): float(number)
        case .string(let text): quoted(text)
        case .timestamp(let timestamp): repr(timestamp)
        case .binary(let bytes): "b" + quoted(bytes)
        }
    }
}

extension PythonText {
    /// The shortest text that reads back as the same number, in Python's choice of form.
    private static func float(_ number: Double) -> String {
        if number.isNaN { return "nan" }
        if number.isInfinite { return number < 0 ? "-inf" : "inf" }
        let magnitude = abs(number)
        if magnitude == 0 || (magnitude >= 1e-4 && magnitude < 1e16) {
            if magnitude >= 1, number == number.rounded() { return String(format: "%.1f", number) }
            return fixed("\(number)")
        }
        let parts = "\(number)".lowercased().split(separator: "e")
        guard parts.count == 2, let exponent = Int(parts[1]) else { return "\(number)" }
        let mantissa = parts[0].hasSuffix(".0") ? parts[0].dropLast(2) : parts[0]
        return "\(mantissa)e\(exponent < 0 ? "-" : "+")\(abs(exponent) < 10 ? "0" : "")\(abs(exponent))"
    }

    /// Swift writes numbers below 0.001 with an exponent where Python does not yet.
    private static func fixed(_ text: String) -> String {
        let parts = text.lowercased().split(separator: "e")
        guard parts.count == 2, let exponent = Int(parts[1]), exponent < 0 else { return text }
        let isNegative = parts[0].first == "-"
        let digits = parts[0].filter(\.isNumber)
        let trimmed = parts[0].hasSuffix(".0") ? digits.dropLast() : digits[...]
        return (isNegative ? "-" : "") + "0." + String(repeating: "0", count: -exponent - 1) + trimmed
    }
}

extension PythonText {
    private static func quoted(_ text: String) -> String {
        let quote: Unicode.Scalar = text.utf8.contains(UInt8(ascii: "'")) && !text.utf8.contains(UInt8(ascii: "\"")) ? "\"" : "'"
        var result = String.UnicodeScalarView([quote])
        for scalar in text.unicodeScalars { result.append(contentsOf: escaped(scalar, in: quote).unicodeScalars) }
        result.append(quote)
        return String(result)
    }

    private static func quoted(_ bytes: [UInt8]) -> String {
        let quote: Unicode.Scalar = bytes.contains(UInt8(ascii: "'")) && !bytes.contains(UInt8(ascii: "\"")) ? "\"" : "'"
        let text = bytes.map { $0 < 0x80 ? escaped(Unicode.Scalar($0), in: quote) : "\\x" + hex(UInt32($0), digits: 2) }.joined()
        return "\(quote)\(text)\(quote)"
    }

    private static func escaped(_ scalar: Unicode.Scalar, in quote: Unicode.Scalar) -> String {
        switch scalar {
        case "\\": "\\\\"
        case "\n": "\\n"
        case "\r": "\\r"
        case "\t": "\\t"
        case quote: "\\\(quote)"
        default: isPrintable(scalar) ? String(scalar) : code(scalar.value)
        }
    }

    private static func code(_ value: UInt32) -> String {
        value < 0x100 ? "\\x" + hex(value, digits: 2) : (value < 0x10000 ? "\\u" + hex(value, digits: 4) : "\\U" + hex(value, digits: 8))
    }

    private static func hex(_ value: UInt32, digits: Int) -> String {
        let text = String(value, radix: 16)
        return String(repeating: "0", count: digits - text.count) + text
    }

    /// Python's `str.isprintable`.
    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        if (0x20..<0x7F).contains(scalar.value) { return true }
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator, .spaceSeparator: return false
        default: return true
        }
    }
}

extension PythonText {
    private static func str(_ timestamp: YAMLTimestamp) -> String {
        let date = "\(padded(timestamp.year, 4))-\(padded(timestamp.month))-\(padded(timestamp.day))"
        guard let time = timestamp.time else { return date }
        let fraction = time.microsecond == 0 ? "" : "." + padded(time.microsecond, 6)
        let zone = time.zone.map { "\($0 < 0 ? "-" : "+")\(padded(abs($0) / 60)):\(padded(abs($0) % 60))" } ?? ""
        return "\(date) \(padded(time.hour)):\(padded(time.minute)):\(padded(time.second))\(fraction)\(zone)"
    }

    private static func repr(_ timestamp: YAMLTimestamp) -> String {
        var fields = [timestamp.year, timestamp.month, timestamp.day]
        guard let time = timestamp.time else { return "datetime.date(\(fields.map(String.init).joined(separator: ", ")))" }
        fields += [time.hour, time.minute]
        if time.second != 0 || time.microsecond != 0 { fields.append(time.second) }
        if time.microsecond != 0 { fields.append(time.microsecond) }
        let zone = time.zone.map { ", tzinfo=datetime.timezone(\(delta(minutes: $0)), '\(time.zoneName)')" } ?? ""
        return "datetime.datetime(\(fields.map(String.init).joined(separator: ", "))\(zone))"
    }

    private static func delta(minutes: Int) -> String {
        minutes == 0
            ? "datetime.timedelta(0)"
            : minutes < 0 ? "datetime.timedelta(days=-1, seconds=\(86400 + minutes * 60))" : "datetime.timedelta(seconds=\(minutes * 60))"
    }

    private static func padded(_ number: Int, _ width: Int = 2) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }
}
