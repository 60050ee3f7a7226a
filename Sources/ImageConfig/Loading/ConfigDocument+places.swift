extension ConfigDocument {
    /// Returns where keys are in a config that is valid.
    /// - Parameter keys: from the top, such as `["awspub", "images", "my-image", "regions"]`; of one that is not there, the nearest above counts.
    /// - Returns: a diagnostic without a message for each, in their order.
    package static func places(of keys: [[String]], in config: NamedText, mapping: NamedText? = nil) throws(ConfigProblems) -> [Diagnostic] {
        let mapping = try mapping.map { file throws(ConfigProblems) in try TemplateMapping(file) }
        let text = try ConfigTemplate(text: SourceText(config)).substitute(mapping)
        let root: YAMLNode?
        do { root = try YAMLComposer.parse(text.bytes) } catch { throw ConfigProblems([text.diagnostic(at: error.offset, error.message)]) }
        return keys.map { path in
            var offset = root?.offset ?? 0
            var node = root
            for key in path {
                guard let pair = node?.pairs?.first(where: { $0.key.text == key }) else { break }
                (node, offset) = (pair.value, pair.key.offset)
            }
            return text.diagnostic(at: offset, keyPath: path.joined(separator: "."), "")
        }
    }
}
