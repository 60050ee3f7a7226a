import CanonicalJSON
import OrderedCollections

/// Checks nodes against the schema. Everything wrong is collected; nothing stops at the first error.
struct Validator {
    private(set) var findings: [Finding] = []
    /// How many there are, those included that are only counted.
    private(set) var count = 0
    /// Nobody reads more about one file.
    static let mostFindings = 1000
    /// The keys that lead to the node that is being checked.
    private var path: [Key] = []

    private enum Key {
        case name(String)
        case index(Int)
    }

    /// Returns the value of the node below a top-level key.
    /// - Parameter key: empty for a whole document.
    /// - Returns: nil when something in it is wrong, which the findings then say.
    mutating func check(_ node: YAMLNode, _ type: ValueType, at key: String) -> CheckedValue? {
        key.isEmpty ? check(node, type) : within(.name(key)) { $0.check(node, type) }
    }

    private mutating func within<Result>(_ key: Key, _ body: (inout Validator) -> Result) -> Result {
        path.append(key)
        defer { path.removeLast() }
        return body(&self)
    }

    private mutating func check(_ node: YAMLNode, _ type: ValueType) -> CheckedValue? {
        switch type {
        case .text: return string(node).map(CheckedValue.text)
        case .path: return pathText(node).map(CheckedValue.text)
        case .sizedText(let size): return sized(node, size)
        case .integer(let range, let takesBooleans): return integer(node, range, takesBooleans)
        case .boolean: return boolean(node)
        case .choice(let choices): return choice(node, choices)
        case .share: return share(node)
        case .digest: return digest(node)
        case .sourceURL: return sourceURL(node)
        case .days: return days(node)
        case .duration(let range): return duration(node, range)
        case .timeOfDay: return timeOfDay(node)
        case .timeZone: return timeZone(node)
        case .list(let element): return list(node, of: element)
        case .map(let value): return map(node, of: value)
        case .object(let object): return members(node, of: object)
        }
    }

    /// Says something about a node at the path that is being checked.
    mutating func fail(_ node: YAMLNode, _ message: @autoclosure () -> String) {
        let keys = path.map { key in
            switch key {
            case .name(let name): name
            case .index(let index): String(index)
            }
        }
        fail(node, keys.joined(separator: "."), message())
    }

    /// Says something about a node.
    mutating func fail(_ node: YAMLNode, _ path: String, _ message: @autoclosure () -> String, severity: Diagnostic.Severity = .error) {
        count += 1
        guard count <= Validator.mostFindings else { return }
        let last = count == Validator.mostFindings ? " (there is more; this is all that is told)" : ""
        findings.append(Finding(severity, at: node.offset, keyPath: path, message() + last))
    }

    private mutating func list(_ node: YAMLNode, of element: ValueType) -> CheckedValue? {
        guard let nodes = node.items else {
            fail(node, "a list is wanted here, one item a line after “- ”; this is \(node.kindName)")
            return nil
        }
        var values: [CheckedValue] = []
        values.reserveCapacity(nodes.count)
        for (index, node) in nodes.enumerated() {
            if let value = within(.index(index), { $0.check(node, element) }) { values.append(value) }
        }
        return values.count == nodes.count ? .list(values) : nil
    }

    private mutating func map(_ node: YAMLNode, of type: ValueType) -> CheckedValue? {
        guard let pairs = node.pairs else {
            fail(node, "a mapping of names to values is wanted here; this is \(node.kindName)")
            return nil
        }
        let before = count
        var values = OrderedDictionary<ExactText, CheckedValue>(minimumCapacity: pairs.count)
        for pair in pairs {
            guard let name = keyText(pair.key) else { continue }
            if values[ExactText(name)] != nil {
                within(.name(name)) { $0.fail(pair.key, "the key “\(name)” stands here a second time, in another form; keep one of the two") }
            }
            if let value = within(.name(name), { $0.check(pair.value, type) }) { values[ExactText(name)] = value }
        }
        return count == before ? .map(values) : nil
    }

    private mutating func members(_ node: YAMLNode, of object: ObjectType) -> CheckedValue? {
        guard let pairs = node.pairs else {
            let keys = object.fields.filter(\.isRequired).map(\.name).joined(separator: ", ")
            fail(node, "a mapping\(keys.isEmpty ? "" : " with \(keys)") is wanted here; this is \(node.kindName)")
            return nil
        }
        let before = count
        var known = [YAMLNode?](repeating: nil, count: object.fields.count)
        for pair in pairs {
            guard let name = keyText(pair.key) else { continue }
            if let index = object.fields.firstIndex(where: { $0.name == name }) {
                if known[index] != nil { fail(pair.key, "the key “\(name)” stands here a second time, in another form; keep one of the two") }
                known[index] = pair.value
            } else {
                unknown(pair.key, name, of: object)
            }
        }
        var values = OrderedDictionary<ExactText, CheckedValue>(minimumCapacity: object.fields.count)
        for (field, given) in zip(object.fields, known) where field.isRequired || given != nil || !object.leavesAbsentOut {
            values[ExactText(field.name)] = value(of: field, given, in: node)
        }
        guard count == before else { return nil }
        if object.separatesRegions { separateRegions(node, values) }
        return count == before ? .map(values) : nil
    }

    private mutating func value(of field: ObjectType.Field, _ node: YAMLNode?, in parent: YAMLNode) -> CheckedValue? {
        guard let node else {
            if field.isRequired { fail(parent, "“\(field.name)” is missing\(Validator.example(field))") }
            return field.defaultValue
        }
        guard case .scalar(.null) = node.content else { return within(.name(field.name)) { $0.check(node, field.type) } }
        if field.isNullable { return .null }
        within(.name(field.name)) { $0.fail(node, "a value is missing\(Validator.example(field))") }
        return nil
    }

    private mutating func unknown(_ key: YAMLNode, _ name: String, of object: ObjectType) {
        within(.name(name)) { $0.fail(key, "“\(name.prefix(60))” is not a key of \(object.name); \(Validator.advice(for: name, object))") }
    }

    private static func advice(for name: String, _ object: ObjectType) -> String {
        let names = object.fields.map(\.name)
        return Spelling.closest(to: name, in: names).map { "did you mean “\($0)”?" } ?? "known here are \(names.joined(separator: ", "))"
    }

    private mutating func separateRegions(_ node: YAMLNode, _ values: OrderedDictionary<ExactText, CheckedValue>) {
        guard let denied = values["regions_denylist"]?.texts, let regions = values["regions"]?.texts else { return }
        let both = Set(regions.map { ExactText($0) }).intersection(denied.map { ExactText($0) })
        if !both.isEmpty { fail(node, "\(both.sorted().map(\.text).joined(separator: ", ")) cannot be both in regions and in regions_denylist") }
    }

    private mutating func keyText(_ key: YAMLNode) -> String? {
        if let text = key.text { return text }
        switch key.scalar {
        case .binary(let bytes):
            if let text = String(validating: bytes, as: UTF8.self) { return text }
            fail(key, "a key must be a text; this is binary data that is not UTF-8")
            return nil
        default:
            fail(key, "a key must be a text; this one is \(key.kindName), so put it in quotes")
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
