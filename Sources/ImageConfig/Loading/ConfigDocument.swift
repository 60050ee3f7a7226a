package import CanonicalJSON
import OrderedCollections

/// Reads configs from text. Pure: no file is opened, and paths stay as the config writes them.
package enum ConfigDocument {
    /// What reading a config gave: the config unless something is wrong, and everything there is to say.
    package struct Reading: Sendable {
        /// nil when there is an error among the diagnostics.
        package let config: PublicationConfig?
        /// The config with every default filled in, as awspub's own dump of it; paths as written.
        package let normalized: JSON
        /// In the order of the file.
        package let diagnostics: [Diagnostic]
        /// A diagnostic without a message at the value of `source.path`; nil for a config that has none.
        package var sourcePlace: Diagnostic?
    }

    /// More aliases than this are an attack, not a config.
    static let mostNodes = 200_000

    /// Reads a config: the mapping, then the template, then YAML, then the schema. The first of these steps that fails decides.
    /// - Parameters:
    ///   - config: the config file.
    ///   - mapping: the values for its template, if there is a file of them.
    package static func read(_ config: NamedText, mapping: NamedText? = nil) -> Reading {
        do {
            let values = try mapping.map { file throws(ConfigProblems) in try TemplateMapping(file).values } ?? [:]
            let text = try ConfigTemplate(text: SourceText(config)).substitute(values, mappingName: mapping?.name)
            return try read(text)
        } catch {
            return Reading(config: nil, normalized: .null, diagnostics: error.diagnostics)
        }
    }

    private static func read(_ text: SubstitutedText) throws(ConfigProblems) -> Reading {
        let root: YAMLNode?
        do { root = try YAMLComposer.parse(text.scalars) } catch { throw ConfigProblems([text.diagnostic(at: error.offset, error.message)]) }
        guard let root, let pairs = root.pairs else {
            let found = root.map(\.kindName) ?? "an empty file"
            throw ConfigProblems([text.diagnostic(at: root?.offset ?? 0, "a config is a mapping with the key `awspub`; this is \(found)")])
        }
        guard let awspub = root["awspub"] else {
            let keys = pairs.compactMap { pair in if case .string(let name) = pair.key.scalar { name } else { nil } }
            let hint = Spelling.closest(to: "awspub", in: keys).map { "; is “\($0)” a typing error?" } ?? ""
            throw ConfigProblems([text.diagnostic(at: root.offset, "there is no top-level key `awspub`\(hint)")])
        }
        return validate(awspub, bot: root["awspub-bot"], text)
    }

    private static func validate(_ awspub: YAMLNode, bot: YAMLNode?, _ text: SubstitutedText) -> Reading {
        var validator = Validator(text: text)
        guard awspub.size + (bot?.size ?? 0) <= mostNodes else {
            validator.fail(awspub, "awspub", "aliases make this more than \(mostNodes) values; that is more than is read")
            return Reading(config: nil, normalized: .null, diagnostics: validator.diagnostics)
        }
        let value = validator.check(awspub, .object(ConfigSchema.awspub), at: "awspub")
        let extensions: CheckedValue? = bot.flatMap { node in
            node.scalar == .null ? .map([:]) : validator.check(node, .object(ConfigSchema.bot), at: "awspub-bot")
        }
        var config: PublicationConfig?
        if let value, bot == nil || extensions != nil {
            let decoded = PublicationConfig(value, bot: extensions)
            validator.crossCheck(decoded, awspub, bot)
            config = decoded
        }
        let diagnostics = validator.diagnostics.sorted { ($0.line, $0.column) < ($1.line, $1.column) }
        let source = awspub["source"]?["path"].map { text.diagnostic(at: $0.offset, keyPath: "awspub.source.path", "") }
        return Reading(
            config: diagnostics.contains { $0.severity == .error } ? nil : config, normalized: value?.json ?? .null, diagnostics: diagnostics,
            sourcePlace: source)
    }

    /// Whether a line of the text starts with the key `awspub`, quoted or not. What is found this way is then really parsed.
    package static func mentionsConfig(_ bytes: [UInt8]) -> Bool {
        let text = String(decoding: bytes, as: UTF8.self)
        return text.split(whereSeparator: \.isNewline).contains { line in
            ["awspub", "\"awspub\"", "'awspub'", "{"].contains { line.hasPrefix($0) } && line.contains("awspub") && !line.hasPrefix("awspub-bot")
        }
    }
}
