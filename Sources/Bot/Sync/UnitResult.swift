import ConfigDiff

/// A new manifest, and what it comes from.
struct UnitResult: Sendable {
    var manifest: Manifest
    /// The id of the unit's run; nil for what is said of a unit that did not run.
    var run: String?
}
