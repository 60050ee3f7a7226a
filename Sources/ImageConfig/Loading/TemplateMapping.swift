import Foundation

/// The values of a mapping file, as the texts that take the place of their names.
struct TemplateMapping: Sendable {
    let values: [String: String]

    /// - Throws: diagnostics for a file that is not a mapping with text keys.
    init(_ file: NamedText) throws(ConfigProblems) {
        let text = try SourceText(file)
        let root: YAMLNode?
        do {
            root = try YAMLComposer.parse(text.scalars)
        } catch {
            throw ConfigProblems([text.diagnostic(at: error.offset, error.message)])
        }
        guard let pairs = root?.pairs else {
            let found = root.map(\.kindName) ?? "nothing"
            throw ConfigProblems([
                text.diagnostic(at: root?.offset ?? 0, "a mapping file maps names to values, one a line, as in `serial: 7`; this is \(found)")
            ])
        }
        var values: [String: String] = [:]
        var problems: [Diagnostic] = []
        for (key, value) in pairs {
            if case .string(let name) = key.scalar {
                values[name] = PythonText.str(value)
            } else {
                problems.append(text.diagnostic(at: key.offset, "a name must be a text; this is \(key.kindName), so put it in quotes"))
            }
        }
        guard problems.isEmpty else { throw ConfigProblems(problems) }
        self.values = values
    }
}

/// Values as Python's `str()` and `repr()` write them, which is what awspub puts into templates.
enum PythonText {
    static func str(_ node: YAMLNode) -> String {
        switch node.scalar {
        case .string(let text): text
        case .timestamp(let text): timestamp(text)
        default: repr(node)
        }
    }

    private static func repr(_ node: YAMLNode) -> String {
        switch node.content {
        case .scalar(let scalar): repr(scalar)
        case .sequence(let nodes): "[" + nodes.map(repr).joined(separator: ", ") + "]"
        case .mapping(let pairs): "{" + pairs.map { "\(repr($0.key)): \(repr($0.value))" }.joined(separator: ", ") + "}"
        case .recursive: "..."
        }
    }

    private static func repr(_ scalar: YAMLScalar) -> String {
        switch scalar {
        case .null: "None"
        case .bool(let flag): flag ? "True" : "False"
        case .integer(let number): String(number)
        case .hugeInteger(let digits): digits
        case .float(let number): float(number)
        case .string(let text): quoted(text)
        case .timestamp(let text): "datetime.date(\(text.split(separator: "-").compactMap { Int($0) }.map(String.init).joined(separator: ", ")))"
        case .binary(let bytes): "b'\(String(decoding: bytes, as: UTF8.self))'"
        }
    }

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

    private static func quoted(_ text: String) -> String {
        let quote: Character = text.contains("'") && !text.contains("\"") ? "\"" : "'"
        var result = String(quote)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "'" where quote == "'": result += "\\'"
            case "\u{0}"..<" ", "\u{7F}": result += "\\x" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + String(quote)
    }

    private static func timestamp(_ text: String) -> String {
        guard text.count > 10 else { return text }
        let match = text.wholeMatch(
            of:
                /([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[Tt]|[ \t]+)([0-9]{1,2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]*))?(?:[ \t]*(Z|[-+][0-9]{1,2}(?::?[0-9]{2})?))?/
        )
        guard let output = match?.output else { return text }
        let two: (Substring) -> String = { $0.count < 2 ? "0\($0)" : String($0) }
        var result = "\(output.1)-\(two(output.2))-\(two(output.3)) \(two(output.4)):\(output.5):\(output.6)"
        if let fraction = output.7, fraction.contains(where: { $0 != "0" }) {
            result += "." + (fraction + "000000").prefix(6)
        }
        guard let zone = output.8 else { return result }
        if zone == "Z" { return result + "+00:00" }
        let fields = zone.dropFirst().split(separator: ":")
        return result + "\(zone.first ?? "+")\(two(fields[0])):\(fields.count > 1 ? String(fields[1]) : "00")"
    }
}
