/// Some units of a repository, as its settings name them.
package struct UnitScope: Sendable, Hashable {
    /// nil for all configs.
    package var config: PathPattern?
    /// nil for all groups, and the images in none.
    package var group: String?

    package init(config: PathPattern? = nil, group: String? = nil) {
        self.config = config
        self.group = group
    }

    /// Whether a unit is one of them.
    package func covers(config: String, group: String?) -> Bool {
        (self.config?.matches(config) ?? true) && (self.group == nil || self.group == group)
    }
}

extension UnitScope {
    init(_ value: CheckedValue) { self.init(config: value["config"].text.map(PathPattern.init), group: value["group"].text) }

    static let fields: [ObjectType.Field] = [.optional("config", .text), .optional("group", .text)]
}
