extension YAMLEvents {
    /// Says what libyaml found wrong in words that help to put it right.
    /// - Parameters:
    ///   - problem: libyaml's problem, as of its `scanner.c` and `parser.c`.
    ///   - context: what it was reading.
    ///   - line: where that begins, counted from 1 in the text after substitution.
    static func words(_ problem: String, _ context: String, since line: Int?) -> String {
        let beginning = line.map { " that begins in line \($0)" } ?? ""
        if let advice = advice[problem] { return advice }
        switch (problem, context) {
        case ("did not find expected key", _): return "a key is expected here, in line with the other keys of the mapping\(beginning)"
        case ("did not find expected '-' indicator", _): return "“- ” is expected here, in line with the other items of the list\(beginning)"
        case ("did not find expected ',' or ']'", _): return "“,” or “]” is expected here, in the list\(beginning)"
        case ("did not find expected ',' or '}'", _): return "“,” or “}” is expected here, in the mapping\(beginning)"
        case ("found unexpected end of stream", _):
            return "the text ends within the quotes\(line.map { " that begin in line \($0)" } ?? ""); close them"
        case ("did not find expected alphabetic or numeric character", let context):
            return "a name is expected after “\(context.contains("alias") ? "*" : "&")”; a text that begins so needs quotes"
        default: return [problem.isEmpty ? "this is not YAML" : problem, context].filter { !$0.isEmpty }.joined(separator: " ")
        }
    }

    private static let advice = [
        "found character that cannot start any token":
            "no value can begin with this character; put a text that does into quotes, and indent with blanks",
        "could not find expected ':'": "“:” and a blank are expected after a key; is the line before this one complete, or its indentation wrong?",
        "mapping values are not allowed in this context":
            "a “: ” cannot be here; a text that holds one needs quotes, and a nested key a line of its own",
        "mapping keys are not allowed in this context": "a key cannot begin here; put it on a line of its own",
        "block sequence entries are not allowed in this context": "“- ” cannot be here; put the item on a line of its own",
        "found unexpected document indicator": "a document marker stands within quotes; close them before it",
        "found unknown escape character": "this escape is not known in double quotes; write \\\\ for a backslash, or use single quotes",
        "found invalid Unicode character escape code": "this escape is half a character; write the whole one, as in \\U0001F600",
        "did not find expected hexdecimal number": "hexadecimal digits are expected here: two after \\x, four after \\u, eight after \\U",
        "did not find expected comment or line break":
            "the text begins on the next line; only an indentation from 1 to 9, + or - can follow | and > here",
        "found an indentation indicator equal to 0": "an indentation from 1 to 9 can follow | and >, not 0",
        "found a tab character where an indentation space is expected": "a tab cannot indent; use blanks",
        "found a tab character that violates indentation": "a tab cannot indent; use blanks",
        "did not find expected <document start>": "“---” is expected here, or nothing: a file holds exactly one document",
        "did not find expected node content": "a value is expected here",
        "found unexpected ':'": "a text with a colon at its end needs quotes here",
        "found unknown directive name": "a line that begins with % is a directive, which can only stand before the document",
        "found undefined tag handle": "this tag's handle is not declared; leave the tag out",
        "found duplicate %YAML directive": "a second %YAML directive; leave it out",
        "found duplicate %TAG directive": "a second %TAG directive for this handle; leave it out",
        "found incompatible YAML document": "this version of YAML is not supported; use 1.2 or leave the directive out",
    ]
}
