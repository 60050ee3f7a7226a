package import CanonicalJSON
import OrderedCollections

/// Reads configs from text. Pure: no file is opened, and paths stay as the config writes them.
package enum ConfigDocument {
    /// What reading a config gave: the config unless something is wrong, and everything there is to say.
    package struct Reading: Sendable {
        /// nil when there is an error among the diagnostics.
        package let config: PublicationConfig?
        /// What the schema accepted, with every default filled in.
        let checked: CheckedValue
        /// In the order of the file.
        package let diagnostics: [Diagnostic]
        /// A diagnostic without a message at the value of `source.path`; nil for a config that has none.
        package var sourcePlace: Diagnostic?
        /// The same at the value of each image's `uefi_data`, by its key path.
        var uefiPlaces: [String: Diagnostic] = [:]

        /// The config with every default filled in, as awspub's own dump of it; paths as written.
        package var normalized: JSON { checked.json }
    }

    /// More aliases than this are an attack, not a config; those within what an alias stands for count again.
    static let mostAliases = 10_000

    /// Reads a config: the mapping, then the template, then YAML, then the schema. The first of these steps that fails decides.
    /// - Parameters:
    ///   - config: the config file.
    ///   - mapping: the values for its template, if there is a file of them.
    package static func read(_ config: NamedText, mapping: NamedText? = nil) -> Reading {
        do {
            let mapping = try mapping.map { file throws(ConfigProblems) in try TemplateMapping(file) }
            return try read(try ConfigTemplate(text: SourceText(config)).substitute(mapping))
        } catch {
            return Reading(config: nil, checked: .null, diagnostics: error.diagnostics)
        }
    }

    private static func read(_ text: SubstitutedText) throws(ConfigProblems) -> Reading {
        let root: YAMLNode?
        do { root = try YAMLComposer.parse(text.bytes) } catch { throw ConfigProblems([text.diagnostic(at: error.offset, error.message)]) }
        guard let root, let pairs = root.pairs else {
            let found = root.map(\.kindName) ?? "an empty file"
            throw ConfigProblems([text.diagnostic(at: root?.offset ?? 0, "a config is a mapping with the key `awspub`; this is \(found)")])
        }
        guard let awspub = root["awspub"] else {
            let keys = pairs.compactMap(\.key.text)
            if let marked = pairs.first(where: { $0.key.text == "\u{FEFF}awspub" })?.key {
                throw ConfigProblems([text.diagnostic(at: marked.offset, "a second byte order mark stands before this key; remove it")])
            }
            let hint = Spelling.closest(to: "awspub", in: keys).map { "; is “\($0)” a typing error?" } ?? ""
            throw ConfigProblems([text.diagnostic(at: root.offset, "there is no top-level key `awspub`\(hint)")])
        }
        return validate(awspub, bot: root["awspub-bot"], text)
    }

    private static func validate(_ awspub: YAMLNode, bot: YAMLNode?, _ text: SubstitutedText) -> Reading {
        var validator = Validator()
        guard awspub.aliases + (bot?.aliases ?? 0) <= mostAliases, awspub.size + (bot?.size ?? 0) <= YAMLComposer.mostNodes else {
            validator.fail(
                awspub, "awspub",
                "this holds more than \(mostAliases) aliases, or \(YAMLComposer.mostNodes) values with what they stand for; that is more than is read"
            )
            return Reading(config: nil, checked: .null, diagnostics: text.diagnostics(validator.findings))
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
        let diagnostics = text.diagnostics(validator.findings)
        var reading = Reading(
            config: diagnostics.contains { $0.severity == .error } ? nil : config, checked: value ?? .null, diagnostics: diagnostics)
        reading.sourcePlace = awspub["source"]?["path"].map { text.diagnostic(at: $0.offset, keyPath: "awspub.source.path", "") }
        let uefiFiles = (config == nil ? [] : awspub["images"]?.pairs ?? []).compactMap { image -> Finding? in
            guard let name = image.key.text, let node = image.value["uefi_data"], node.scalar != .null else { return nil }
            return Finding(.warning, at: node.offset, keyPath: "awspub.images.\(name).uefi_data", "")
        }
        reading.uefiPlaces = Dictionary(text.diagnostics(uefiFiles).map { ($0.keyPath, $0) }, uniquingKeysWith: { first, _ in first })
        return reading
    }

    /// Whether a line of the text starts with the key `awspub`, quoted or not. What is found this way is then really parsed.
    package static func mentionsConfig(_ bytes: [UInt8]) -> Bool {
        var rest = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
        while !rest.isEmpty {
            let end = rest.firstIndex { $0 == 0x0A || $0 == 0x0D } ?? rest.endIndex
            if isKeyOfConfig(rest[..<end]) { return true }
            rest = rest[end...].dropFirst()
        }
        return false
    }

    private static func isKeyOfConfig(_ line: ArraySlice<UInt8>) -> Bool {
        var rest = line.starts(with: "--- ".utf8) ? line.dropFirst(4).drop { $0 == 0x20 } : line
        if rest.first == UInt8(ascii: "{") { return String(decoding: rest, as: UTF8.self).contains("awspub") }
        if rest.starts(with: "? ".utf8) { rest = rest.dropFirst(2).drop { $0 == 0x20 } }
        if rest.first == UInt8(ascii: "\"") || rest.first == UInt8(ascii: "'") { rest = rest.dropFirst() }
        return rest.starts(with: "awspub".utf8) && !rest.starts(with: "awspub-bot".utf8)
    }
}
