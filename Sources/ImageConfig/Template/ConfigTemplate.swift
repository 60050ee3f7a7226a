/// Replaces `$name` and `${name}` in a config's text by values of the mapping, and `$$` by `$`, as Python's `string.Template` does.
struct ConfigTemplate: Sendable {
    let text: SourceText

    /// Longer texts are refused, which a long value makes of many placeholders. In bytes.
    static let longest = 32 << 20
    /// More placeholders are an attack on memory, not a template.
    static let mostPlaceholders = 100_000

    /// Returns the text with every placeholder replaced.
    /// - Parameter mapping: what each name stands for; nil for a config without a mapping file.
    /// - Throws: a diagnostic for each placeholder that is none, or that has no value.
    func substitute(_ mapping: TemplateMapping?) throws(ConfigProblems) -> SubstitutedText {
        let source = text.bytes
        guard var dollar = source.firstIndex(of: UInt8(ascii: "$")) else { return SubstitutedText(verbatim: text) }
        var result = SubstitutedText(source: text, mapping: mapping)
        var problems: [Finding] = []
        var copied = 0
        var count = 0
        while true {
            count += 1
            if count > ConfigTemplate.mostPlaceholders {
                throw ConfigProblems([text.diagnostic(at: dollar, "the file has more than \(ConfigTemplate.mostPlaceholders) placeholders")])
            }
            result.append(from: copied..<dollar)
            if let placeholder = Placeholder(source, at: dollar) {
                copied = placeholder.end
                if placeholder.name.isEmpty {
                    result.append(from: dollar..<dollar + 1)
                } else if let value = mapping?.values[placeholder.name] {
                    guard result.bytes.count + value.text.utf8.count <= ConfigTemplate.longest else {
                        throw ConfigProblems([text.diagnostic(at: dollar, "the text becomes longer than \(ConfigTemplate.longest >> 20) MiB here")])
                    }
                    result.append(value: value, from: dollar)
                } else {
                    problems.append(missing(placeholder.name, at: dollar, mapping))
                }
            } else {
                copied = dollar + 1
                problems.append(
                    Finding(at: dollar, "“$” must be followed by a name, as in $name or ${name}; a dollar sign itself is written $$"))
            }
            guard problems.count < Validator.mostFindings, let next = source[copied...].firstIndex(of: UInt8(ascii: "$")) else { break }
            dollar = next
        }
        result.append(from: copied..<source.count)
        guard problems.isEmpty else { throw ConfigProblems(SubstitutedText(verbatim: text).diagnostics(problems)) }
        return result
    }

    private func missing(_ name: String, at offset: Int, _ mapping: TemplateMapping?) -> Finding {
        let place = mapping.map { "the mapping \($0.name)" } ?? "a mapping; there is none for this config"
        let guess = Spelling.closest(to: name, in: mapping?.values.keys.sorted() ?? []).map { "; did you mean “\($0)”?" } ?? ""
        return Finding(at: offset, "“\(name)” has no value in \(place)\(guess)")
    }
}

/// A placeholder in a text; an empty name is `$$`.
private struct Placeholder {
    let name: String
    let end: Int

    init?(_ source: [UInt8], at index: Int) {
        var next = index + 1
        guard next < source.count else { return nil }
        if source[next] == UInt8(ascii: "$") {
            (name, end) = ("", next + 1)
            return
        }
        let isBraced = source[next] == UInt8(ascii: "{")
        if isBraced { next += 1 }
        let start = next
        while next < source.count, Placeholder.isNamePart(source[next], isFirst: next == start) { next += 1 }
        guard next > start, !isBraced || (next < source.count && source[next] == UInt8(ascii: "}")) else { return nil }
        name = String(decoding: source[start..<next], as: UTF8.self)
        end = isBraced ? next + 1 : next
    }

    private static func isNamePart(_ byte: UInt8, isFirst: Bool) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"): !isFirst
        default: false
        }
    }
}
