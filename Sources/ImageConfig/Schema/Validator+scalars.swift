extension Validator {
    mutating func string(_ node: YAMLNode) -> String? {
        switch node.scalar {
        case .string(let text): return text
        case .binary(let bytes):
            if let text = String(validating: bytes, as: UTF8.self) { return text }
        case .bool, .integer, .hugeInteger, .float, .timestamp:
            fail(node, "a text is wanted here; this is \(node.kindName), so put it in quotes")
            return nil
        default: break
        }
        fail(node, "a text is wanted here; this is \(node.kindName)")
        return nil
    }

    mutating func pathText(_ node: YAMLNode) -> String? {
        guard case .string(let text) = node.scalar else {
            fail(node, "the path of a file is wanted here; this is \(node.kindName)")
            return nil
        }
        return ConfigPath.normalized(text)
    }

    mutating func sized(_ node: YAMLNode, _ size: ClosedRange<Int>) -> CheckedValue? {
        guard let text = string(node) else { return nil }
        let count = text.unicodeScalars.count
        guard size.contains(count) else {
            fail(node, "this has \(count) characters; \(size.lowerBound) to \(size.upperBound) are allowed")
            return nil
        }
        return .text(text)
    }

    mutating func integer(_ node: YAMLNode, _ range: ClosedRange<Int>, _ takesBooleans: Bool) -> CheckedValue? {
        let number: Int? =
            switch node.scalar {
            case .integer(let number): number
            case .bool(let flag): takesBooleans ? (flag ? 1 : 0) : nil
            case .float(let number): Int(exactly: number)
            case .string(let text): Validator.wholeNumber(text)
            case .binary(let bytes): String(validating: bytes, as: UTF8.self).flatMap(Validator.wholeNumber)
            default: nil
            }
        let isHuge: Bool = if case .hugeInteger = node.scalar { true } else { false }
        guard let number, range.contains(number) else {
            let found = number.map(String.init) ?? (isHuge ? "far beyond that" : node.shown)
            fail(node, "a whole number from \(range.lowerBound) to \(range.upperBound) is wanted here; this is \(found)")
            return nil
        }
        return .integer(number)
    }

    /// Reads what Python's pydantic takes for a whole number: blanks around, a sign, single underscores between digits, a fraction of zeros.
    private static func wholeNumber(_ text: String) -> Int? {
        let trimmed = text.withoutOuterBlanks
        guard trimmed.wholeMatch(of: /[-+]?[0-9]+(_[0-9]+)*(\.0+)?/) != nil else { return nil }
        return Int(trimmed.prefix { $0 != "." }.replacing("_", with: "").trimmingPrefix("+"))
    }

    mutating func boolean(_ node: YAMLNode) -> CheckedValue? {
        let text: String? =
            switch node.scalar {
            case .bool(let flag): flag ? "1" : "0"
            case .integer(let number): String(number)
            case .float(let number): number == 1 ? "1" : (number == 0 ? "0" : nil)
            case .string(let text): text.lowercased()
            case .binary(let bytes): String(validating: bytes, as: UTF8.self)?.lowercased()
            default: nil
            }
        switch text {
        case "1", "t", "true", "y", "yes", "on": return .bool(true)
        case "0", "f", "false", "n", "no", "off": return .bool(false)
        default:
            fail(node, "true or false is wanted here; this is \(node.shown)")
            return nil
        }
    }

    mutating func choice(_ node: YAMLNode, _ choices: [String]) -> CheckedValue? {
        if case .string(let text) = node.scalar, choices.contains(text) { return .text(text) }
        var hint = ""
        if case .string(let text) = node.scalar, choices.count > 1, let guess = Spelling.closest(to: text, in: choices) {
            hint = "; did you mean “\(guess)”?"
        }
        fail(node, "\(choices.count == 1 ? "only" : "one of") \(choices.joined(separator: ", ")) is allowed here; this is \(node.shown)\(hint)")
        return nil
    }

    mutating func share(_ node: YAMLNode) -> CheckedValue? {
        guard let text = string(node) else { return nil }
        if let problem = ShareTarget.problem(with: text) {
            fail(node, problem)
            return nil
        }
        return .text(text)
    }

    mutating func digest(_ node: YAMLNode) -> CheckedValue? {
        guard let text = string(node) else { return nil }
        guard text.utf8.count == 64, text.allSatisfy({ $0.isASCII && $0.isHexDigit }) else {
            fail(node, "the 64 hexadecimal digits of a SHA-256 digest are wanted here, as `sha256sum` prints them")
            return nil
        }
        return .text(text.lowercased())
    }

    mutating func sourceURL(_ node: YAMLNode) -> CheckedValue? {
        guard let text = string(node) else { return nil }
        let parts = text.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
        let isWhole = parts.count == 4 && parts[1].isEmpty && Validator.isHost(parts[2]) && !parts[3].isEmpty
        guard isWhole, parts[0] == "https:" || parts[0] == "s3:", text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
            fail(node, "https://HOST/PATH or s3://BUCKET/KEY is wanted here")
            return nil
        }
        // A presigned URL is a credential as well.
        let isSigned = ["x-amz-signature=", "x-amz-credential="].contains { text.lowercased().contains($0) }
        guard !parts[2].contains("@"), !isSigned else {
            fail(node, "a URL in a config cannot hold credentials; everybody who reads the config would have them")
            return nil
        }
        return .text(text)
    }

    /// Whether a text is a host or a bucket, with a port or without.
    private static func isHost(_ text: Substring) -> Bool {
        let host = text.lastIndex(of: "@").map { text[text.index(after: $0)...] } ?? text
        guard let colon = host.lastIndex(of: ":"), !host.hasSuffix("]") else { return !host.isEmpty }
        return colon > host.startIndex && Int(host[host.index(after: colon)...]).map { (1...65_535).contains($0) } ?? false
    }

    mutating func days(_ node: YAMLNode) -> CheckedValue? {
        guard let text = string(node) else { return nil }
        // EC2 takes a deprecation date at most ten years ahead.
        guard text.hasSuffix("d"), text.first?.isNumber == true, let days = Int(text.dropLast()), (1...3650).contains(days) else {
            fail(node, "a number of days from 1d to 3650d is wanted here, such as 730d")
            return nil
        }
        return .integer(days)
    }
}
