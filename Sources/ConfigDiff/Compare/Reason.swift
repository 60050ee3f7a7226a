package import CanonicalJSON

/// Why a unit is due: a field, and how it changed.
package struct Reason: Sendable, Hashable {
    /// Such as `images.my-image.regions`.
    package let field: String
    /// Such as `+ eu-west-3`.
    package let change: String

    package init(_ field: String, _ change: String) {
        self.field = field
        self.change = change
    }

    package var json: JSON { ["field": .string(field), "change": .string(change)] }
}

extension Reason {
    /// Returns the differences of two values, field by field.
    static func differences(_ old: JSON, _ new: JSON, at path: String) -> [Reason] {
        if old == new { return [] }
        switch (old, new) {
        case (.members(let before), .members(let after)):
            return Set(before.keys).union(after.keys).sorted().flatMap { key -> [Reason] in
                let place = path.isEmpty ? key.text : "\(path).\(key)"
                switch (before[key], after[key]) {
                case (let old?, let new?): return differences(old, new, at: place)
                case (nil, let new?): return [Reason(place, "+ \(text(new))")]
                case (let old?, nil): return [Reason(place, "- \(text(old))")]
                case (nil, nil): return []
                }
            }
        case (.array(let before), .array(let after)): return list(before, after, at: path)
        case (.null, .array(let after)) where !after.isEmpty: return list([], after, at: path)
        case (.array(let before), .null) where !before.isEmpty: return list(before, [], at: path)
        default: return [Reason(path, "\(text(old)) → \(text(new))")]
        }
    }

    private static func list(_ old: [JSON], _ new: [JSON], at path: String) -> [Reason] {
        let removed = old.filter { !new.contains($0) }.map { Reason(path, "- \(text($0))") }
        let added = new.filter { !old.contains($0) }.map { Reason(path, "+ \(text($0))") }
        return removed.isEmpty && added.isEmpty ? [Reason(path, "order or number changed")] : removed + added
    }

    /// A value as a person reads it. Long ones are cut.
    private static func text(_ value: JSON) -> String {
        let text =
            switch value {
            case .string(let text): text.contains { $0.isNewline } || text.isEmpty ? value.canonicalText : text
            case .null: "unset"
            default: value.canonicalText
            }
        return text.count > 100 ? "\(text.prefix(100))…" : text
    }
}
