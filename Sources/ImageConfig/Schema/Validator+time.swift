import Foundation

extension Validator {
    mutating func timeOfDay(_ node: YAMLNode) -> CheckedValue? {
        guard case .string(let text) = node.scalar, let minutes = Validator.minutes(text) else {
            fail(node, "a time of day from \"00:00\" to \"24:00\" is wanted here; this is \(node.shown)")
            return nil
        }
        return .integer(minutes)
    }

    mutating func duration(_ node: YAMLNode, _ range: ClosedRange<Int>) -> CheckedValue? {
        guard case .string(let text) = node.scalar, let seconds = OperatorSettings.seconds(text), range.contains(seconds) else {
            let (least, most) = (Validator.duration(range.lowerBound), Validator.duration(range.upperBound))
            fail(node, "a time from \(least) to \(most) is wanted here, such as 24h; this is \(node.shown)")
            return nil
        }
        return .integer(seconds)
    }

    private static func duration(_ seconds: Int) -> String {
        let unit = [(86400, "d"), (3600, "h"), (60, "m")].first { seconds % $0.0 == 0 } ?? (1, "s")
        return "\(seconds / unit.0)\(unit.1)"
    }

    private static func minutes(_ text: String) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 && $0.allSatisfy { $0.isASCII && $0.isNumber } }), let hour = Int(parts[0]),
            let minute = Int(parts[1]), (0...24).contains(hour), (0...59).contains(minute), hour < 24 || minute == 0
        else { return nil }
        return hour * 60 + minute
    }

    mutating func timeZone(_ node: YAMLNode) -> CheckedValue? {
        guard let text = string(node) else { return nil }
        // Foundation also takes abbreviations, which mean several zones, and offsets.
        guard text == "UTC" || text.contains("/") && TimeZone(identifier: text) != nil else {
            let guess = Spelling.closest(to: text, in: TimeZone.knownTimeZoneIdentifiers).map { "; did you mean “\($0)”?" }
            fail(node, "the name of a time zone is wanted here, such as Europe/Berlin, or UTC; this is \(node.shown)\(guess ?? "")")
            return nil
        }
        return .text(text)
    }
}
