package import ConfigDiff
package import ImageConfig

/// A unit that somebody names, or all of a config.
package struct UnitSelection: Sendable, Hashable, Comparable, CustomStringConvertible {
    package let config: String
    /// nil for all of the config.
    package let group: UnitGroup?

    package init(config: String, group: UnitGroup?) {
        self.config = config
        self.group = group
    }

    package func contains(_ unit: UnitID) -> Bool { unit.config == config && (group == nil || unit.group == group) }

    package var description: String { group.map { UnitID(config: config, group: $0).description } ?? config }

    package static func < (left: UnitSelection, right: UnitSelection) -> Bool { left.description < right.description }
}
