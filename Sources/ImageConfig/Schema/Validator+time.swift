import Foundation

extension Validator {
    mutating func timeOfDay(_ node: YAMLNode) -> CheckedValue? {
        guard case .string(let text) = node.scalar, let minutes = Validator.minutes(text) else {
            fail(node, "a time of day from \"00:00\" to \"24:00\" is wanted here; this is \(node.shown)")
            return nil
        }
        return .integer(minutes)
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
