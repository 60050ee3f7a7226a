/// A file of AWS's configuration: sections of keys and values, where a value may itself be a list of keys and values.
///
/// Reads what the AWS CLI reads: keys in any case, `=` or `:` after them, comments on lines of their own, and lines that belong to the
/// key above since they are indented further. Sections of the same name are taken together.
struct INIFile: Sendable, Equatable {
    struct Section: Sendable, Equatable {
        /// Values by key in lower case.
        var values: [String: String] = [:]
        /// The values that are lists, by key in lower case.
        var lists: [String: [String: String]] = [:]
    }

    private(set) var sections: [String: Section] = [:]

    init() {}

    /// Parses a text.
    /// - Parameter name: the file's name for errors.
    init(parsing text: String, name: String) throws(ConfigurationError) {
        var section: String?
        var key: String?
        var indentation = 0
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let content = line.trimmingBlanks()
            guard let first = content.first, first != "#", first != ";" else { continue }
            let place = "\(name):\(index + 1)"
            if first == "[" {
                guard let end = content.firstIndex(of: "]") else { throw ConfigurationError(source: place, reason: "a section needs a closing ]") }
                let title = INIFile.title(content[content.index(after: content.startIndex)..<end])
                sections[title, default: Section()].values.merge([:]) { $1 }
                (section, key) = (title, nil)
                continue
            }
            guard let section else { throw ConfigurationError(source: place, reason: "a section such as [default] must come first") }
            let depth = line.prefix { $0.isWhitespace }.count
            if let key, depth > indentation {
                sections[section, default: Section()].continueValue(of: key, with: content)
            } else if let (name, value) = INIFile.pair(content) {
                sections[section, default: Section()].values[name] = value
                (key, indentation) = (name, depth)
            } else {
                // The line is not shown: it may be a secret that was pasted.
                throw ConfigurationError(source: place, reason: "neither a [section] nor “key = value”")
            }
        }
    }

    /// Splits a line into a key in lower case and its value.
    fileprivate static func pair(_ content: Substring) -> (String, String)? {
        guard let separator = content.firstIndex(where: { $0 == "=" || $0 == ":" }), separator != content.startIndex else { return nil }
        let key = content[..<separator].trimmingBlanks().lowercased()
        return (key, String(content[content.index(after: separator)...].trimmingBlanks()))
    }

    /// Takes quotes and extra blanks out of a section's name.
    private static func title(_ text: Substring) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ").filter { $0 != "\"" && $0 != "'" }
    }
}

extension INIFile.Section {
    /// Takes an indented line: an entry of a list when the key itself has no value, else more of the value.
    fileprivate mutating func continueValue(of key: String, with content: Substring) {
        if values[key, default: ""].isEmpty, let (name, value) = INIFile.pair(content) {
            lists[key, default: [:]][name] = value
        } else {
            values[key, default: ""] += "\n\(content)"
        }
    }
}

extension Substring {
    fileprivate func trimmingBlanks() -> Substring {
        var rest = drop { $0.isWhitespace }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return rest
    }
}
