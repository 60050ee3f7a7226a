/// Replaces `$name` and `${name}` in a config's text by values of the mapping, and `$$` by `$`, as Python's `string.Template` does.
struct ConfigTemplate: Sendable {
    let text: SourceText

    /// Returns the text with every placeholder replaced.
    /// - Parameter values: what each name stands for, and where that is written.
    /// - Throws: a diagnostic at the first placeholder that is none, or that has no value.
    func substitute(_ values: [String: String], mappingName: String?) throws(ConfigProblems) -> SubstitutedText {
        let source = text.scalars
        var result = SubstitutedText(source: text)
        var index = 0
        while index < source.count {
            guard source[index] == "$" else {
                result.append(source[index], from: index)
                index += 1
                continue
            }
            guard let placeholder = Placeholder(source, at: index) else {
                throw ConfigProblems([
                    text.diagnostic(at: index, "“$” must be followed by a name, as in $name or ${name}; a dollar sign itself is written $$")
                ])
            }
            if placeholder.name.isEmpty {
                result.append("$", from: index)
            } else if let value = values[placeholder.name] {
                result.append(value: value, from: index, name: placeholder.name)
            } else {
                throw ConfigProblems([missing(placeholder.name, at: index, known: values.keys.sorted(), mappingName: mappingName)])
            }
            index = placeholder.end
        }
        return result
    }

    private func missing(_ name: String, at offset: Int, known: [String], mappingName: String?) -> Diagnostic {
        let place = mappingName.map { "the mapping \($0)" } ?? "a mapping; there is none for this config"
        let guess = Spelling.closest(to: name, in: known).map { "; did you mean “\($0)”?" } ?? ""
        return text.diagnostic(at: offset, "“\(name)” has no value in \(place)\(guess)")
    }
}

/// A placeholder in a text; an empty name is `$$`.
private struct Placeholder {
    let name: String
    let end: Int

    init?(_ source: [Unicode.Scalar], at index: Int) {
        var next = index + 1
        guard next < source.count else { return nil }
        if source[next] == "$" {
            (name, end) = ("", next + 1)
            return
        }
        let isBraced = source[next] == "{"
        if isBraced { next += 1 }
        let start = next
        while next < source.count, Placeholder.isNamePart(source[next], isFirst: next == start) { next += 1 }
        guard next > start, !isBraced || (next < source.count && source[next] == "}") else { return nil }
        name = String(String.UnicodeScalarView(source[start..<next]))
        end = isBraced ? next + 1 : next
    }

    private static func isNamePart(_ scalar: Unicode.Scalar, isFirst: Bool) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "_": true
        case "0"..."9": !isFirst
        default: false
        }
    }
}
