/// The values of a mapping file, as the texts that take the place of their names.
struct TemplateMapping: Sendable {
    /// The file's name.
    let name: String
    let values: [String: Value]
    private let text: SourceText

    struct Value: Sendable {
        let name: String
        let text: String
        /// Where it is in the file.
        fileprivate let offset: Int
    }

    /// - Throws: diagnostics for a file that is not a mapping with text keys.
    init(_ file: NamedText) throws(ConfigProblems) {
        let text = try SourceText(file)
        let root: YAMLNode?
        do {
            root = try YAMLComposer.parse(text.bytes)
        } catch {
            throw ConfigProblems([text.diagnostic(at: error.offset, error.message)])
        }
        guard let root, let pairs = root.pairs else {
            let found = root.map(\.kindName) ?? "nothing"
            throw ConfigProblems([
                text.diagnostic(at: root?.offset ?? 0, "a mapping file maps names to values, one a line, as in `serial: 7`; this is \(found)")
            ])
        }
        guard root.size <= YAMLComposer.mostNodes else {
            throw ConfigProblems([
                text.diagnostic(at: root.offset, "aliases make this more than \(YAMLComposer.mostNodes) values; that is more than is read")
            ])
        }
        var values: [String: Value] = [:]
        var problems: [Finding] = []
        for pair in pairs {
            if let name = pair.key.text {
                values[name] = Value(name: name, text: PythonText.str(pair.value), offset: pair.value.offset)
            } else {
                problems.append(Finding(at: pair.key.offset, "a name must be a text; this is \(pair.key.kindName), so put it in quotes"))
            }
        }
        guard problems.isEmpty else {
            throw ConfigProblems(SubstitutedText(verbatim: text).diagnostics(Array(problems.prefix(Validator.mostFindings))))
        }
        self.name = file.name
        self.values = values
        self.text = text
    }

    /// Returns `FILE:LINE:COLUMN` of a value.
    func place(of value: Value) -> String {
        var cursor = PositionCursor(text.bytes)
        let (line, column) = cursor.position(of: value.offset)
        return "\(name):\(line):\(column)"
    }
}
