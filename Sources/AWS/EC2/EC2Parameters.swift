/// The parameters of a call in EC2's query form: flat names, lists numbered from 1.
/// Names and shapes are those of botocore's service model (`ec2/2016-11-15`).
struct EC2Parameters {
    private(set) var pairs: [(name: String, value: String)] = []

    /// Sets a parameter; nil leaves it out.
    mutating func set(_ name: String, _ value: String?) {
        if let value { pairs.append((name, value)) }
    }

    mutating func set(_ name: String, _ value: Bool?) { set(name, value.map { $0 ? "true" : "false" }) }

    mutating func set(_ name: String, _ value: Int?) { set(name, value.map(String.init)) }

    /// Adds a list as `name.1`, `name.2` and so on.
    mutating func list(_ name: String, _ values: [String]) {
        for (index, value) in values.enumerated() { set("\(name).\(index + 1)", value) }
    }

    /// Adds filters.
    /// - Parameter name: `Filter` for most calls; a few have the plural.
    mutating func filters(_ filters: [EC2Filter], as name: String = "Filter") {
        for (index, filter) in filters.enumerated() {
            set("\(name).\(index + 1).Name", filter.name)
            list("\(name).\(index + 1).Value", filter.values)
        }
    }

    /// Adds the tags that a call gives to what it makes.
    mutating func tagSpecification(_ resourceType: String, _ tags: [AWSTag], index: Int = 1) {
        guard !tags.isEmpty else { return }
        set("TagSpecification.\(index).ResourceType", resourceType)
        self.tags(tags, prefix: "TagSpecification.\(index).Tag")
    }

    /// Adds tags.
    mutating func tags(_ tags: [AWSTag], prefix: String = "Tag") {
        for (index, tag) in tags.enumerated() {
            set("\(prefix).\(index + 1).Key", tag.key)
            set("\(prefix).\(index + 1).Value", tag.value)
        }
    }
}

/// A condition of a `Describe*` call: the named property has one of the values.
package struct EC2Filter: Sendable {
    package let name: String
    package let values: [String]

    package init(_ name: String, _ values: [String]) {
        self.name = name
        self.values = values
    }

    /// Resources with one of these `Name` tags.
    package static func named(_ names: [String]) -> EC2Filter { EC2Filter("tag:Name", names) }
}

/// A tag of a resource.
package struct AWSTag: Sendable, Hashable {
    package let key: String
    package let value: String

    package init(_ key: String, _ value: String) {
        self.key = key
        self.value = value
    }
}
