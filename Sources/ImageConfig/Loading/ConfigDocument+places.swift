extension ConfigDocument {
    /// Returns where keys are in a config that is valid.
    /// - Parameter keys: from the top, such as `["awspub", "images", "my-image", "regions"]`; of one that is not there, the nearest above counts.
    /// - Returns: a diagnostic without a message for each, in their order.
    package static func places(of keys: [[String]], in config: NamedText, mapping: NamedText? = nil) throws(ConfigProblems) -> [Diagnostic] {
        let mapping = try mapping.map { file throws(ConfigProblems) in try TemplateMapping(file) }
        let text = try ConfigTemplate(text: SourceText(config)).substitute(mapping)
        let root: YAMLNode?
        do { root = try YAMLComposer.parse(text.bytes) } catch { throw ConfigProblems([text.diagnostic(at: error.offset, error.message)]) }
        return keys.map { path in text.diagnostic(at: root?.offset(of: path) ?? 0, keyPath: path.joined(separator: "."), "") }
    }
}

extension YAMLNode {
    /// Returns where a key is, or an item of a list by its number; of one that is not there, the nearest above counts.
    func offset(of keys: [String]) -> Int {
        var (node, offset) = (self, offset)
        for key in keys {
            if let pair = node.pairs?.first(where: { $0.key.text == key }) {
                (node, offset) = (pair.value, pair.key.offset)
            } else if let items = node.items, let index = Int(key), items.indices.contains(index) {
                (node, offset) = (items[index], items[index].offset)
            } else {
                break
            }
        }
        return offset
    }
}
