import OrderedCollections

/// Checks nodes against the schema. Everything wrong is collected; nothing stops at the first error.
struct Validator {
    let text: SubstitutedText
    private(set) var diagnostics: [Diagnostic] = []

    init(text: SubstitutedText) { self.text = text }

    /// Returns the value of a node.
    /// - Returns: nil when something in it is wrong, which the diagnostics then say.
    mutating func check(_ node: YAMLNode, _ type: ValueType, at path: String) -> CheckedValue? {
        switch type {
        case .text: return string(node, at: path).map(CheckedValue.text)
        case .path: return pathText(node, at: path).map(CheckedValue.text)
        case .sizedText(let size): return sized(node, size, at: path)
        case .integer(let range, let takesBooleans): return integer(node, range, takesBooleans, at: path)
        case .boolean: return boolean(node, at: path)
        case .choice(let choices): return choice(node, choices, at: path)
        case .share: return share(node, at: path)
        case .digest: return digest(node, at: path)
        case .days: return days(node, at: path)
        case .list(let element): return list(node, of: element, at: path)
        case .map(let value): return map(node, of: value, at: path)
        case .object(let object): return members(node, of: object, at: path)
        }
    }

    mutating func fail(_ node: YAMLNode, _ path: String, _ message: String, severity: Diagnostic.Severity = .error) {
        diagnostics.append(text.diagnostic(severity, at: node.offset, keyPath: path.hasPrefix(".") ? String(path.dropFirst()) : path, message))
    }

    private mutating func list(_ node: YAMLNode, of element: ValueType, at path: String) -> CheckedValue? {
        guard case .sequence(let nodes) = node.content else {
            fail(node, path, "a list is wanted here, one item a line after “- ”; this is \(node.kindName)")
            return nil
        }
        var values: [CheckedValue] = []
        for (index, node) in nodes.enumerated() {
            if let value = check(node, element, at: "\(path).\(index)") { values.append(value) }
        }
        return values.count == nodes.count ? .list(values) : nil
    }

    private mutating func map(_ node: YAMLNode, of type: ValueType, at path: String) -> CheckedValue? {
        guard let pairs = node.pairs else {
            fail(node, path, "a mapping of names to values is wanted here; this is \(node.kindName)")
            return nil
        }
        var values: OrderedDictionary<String, CheckedValue> = [:]
        for (key, node) in pairs {
            guard let name = keyText(key, at: path) else { continue }
            if let value = check(node, type, at: "\(path).\(name)") { values[name] = value }
        }
        return values.count == pairs.count ? .map(values) : nil
    }

    private mutating func members(_ node: YAMLNode, of object: ObjectType, at path: String) -> CheckedValue? {
        guard let pairs = node.pairs else {
            let keys = object.fields.filter(\.isRequired).map(\.name).joined(separator: ", ")
            fail(node, path, "a mapping\(keys.isEmpty ? "" : " with \(keys)") is wanted here; this is \(node.kindName)")
            return nil
        }
        let before = diagnostics.count
        var values: OrderedDictionary<String, CheckedValue> = [:]
        var known: [String: YAMLNode] = [:]
        for (key, node) in pairs {
            guard let name = keyText(key, at: path) else { continue }
            if object.fields.contains(where: { $0.name == name }) {
                known[name] = node
            } else {
                unknown(key, name, of: object, at: path)
            }
        }
        for field in object.fields where field.isRequired || known[field.name] != nil || !object.leavesAbsentOut {
            values[field.name] = value(of: field, known[field.name], in: node, at: path)
        }
        guard diagnostics.count == before else { return nil }
        if object.separatesRegions { separateRegions(node, values, at: path) }
        return diagnostics.count == before ? .map(values) : nil
    }

    private mutating func value(of field: ObjectType.Field, _ node: YAMLNode?, in parent: YAMLNode, at path: String) -> CheckedValue? {
        guard let node else {
            if field.isRequired { fail(parent, path, "“\(field.name)” is missing\(Validator.example(field))") }
            return field.defaultValue
        }
        if node.scalar == .null {
            if field.isNullable { return .null }
            fail(node, "\(path).\(field.name)", "a value is missing\(Validator.example(field))")
            return nil
        }
        return check(node, field.type, at: "\(path).\(field.name)")
    }

    private mutating func unknown(_ key: YAMLNode, _ name: String, of object: ObjectType, at path: String) {
        let names = object.fields.map(\.name)
        let hint = Spelling.closest(to: name, in: names).map { "did you mean “\($0)”?" } ?? "known here are \(names.joined(separator: ", "))"
        fail(key, "\(path).\(name)", "“\(name)” is not a key of \(object.name); \(hint)")
    }

    private mutating func separateRegions(_ node: YAMLNode, _ values: OrderedDictionary<String, CheckedValue>, at path: String) {
        let both = Set(values["regions"]?.texts ?? []).intersection(values["regions_denylist"]?.texts ?? [])
        if !both.isEmpty { fail(node, path, "\(both.sorted().joined(separator: ", ")) cannot be both in regions and in regions_denylist") }
    }

    private mutating func keyText(_ key: YAMLNode, at path: String) -> String? {
        switch key.scalar {
        case .string(let text): return text
        case .binary(let bytes): return String(validating: bytes, as: UTF8.self)
        default:
            fail(key, path, "a key must be a text; this one is \(key.kindName), so put it in quotes")
            return nil
        }
    }

    private static func example(_ field: ObjectType.Field) -> String {
        switch field.type {
        case .choice(let choices): "; it is one of \(choices.joined(separator: ", "))"
        case .boolean: "; it is true or false"
        case .list: "; it is a list"
        default: ""
        }
    }
}
