package import ConfigDiff
import ImageConfig

/// A unit of a repository, as its manifest and its last run tell.
package struct RecordedUnit: Sendable, Hashable {
    package let repository: String
    package let unit: UnitID
    /// What its manifest says; nil before it has one.
    package var status: Manifest.Status?
    package var isRunning = false
    /// Why it does not run, or is not published; nil when nothing keeps it.
    package var held: String?
    /// Why it ran last; empty when it has not run in this process.
    package var reasons: [Reason] = []
    /// What its manifest says went wrong.
    package var errors: [String] = []
    /// What AWS has differently, by image name and region.
    package var drift: [String: [String: [String]]] = [:]
    /// The commit whose definitions were run, in hex.
    package var configCommit: String?
    /// Its last run in this process.
    package var run: String?
    /// Image ids by name and region.
    package var images: [String: [String: String]] = [:]

    package init(repository: String, unit: UnitID) {
        self.repository = repository
        self.unit = unit
    }

    mutating func take(_ manifest: Manifest) {
        status = manifest.status
        errors = manifest.errors
        drift = manifest.drift?.problems ?? [:]
        configCommit = manifest.configCommit
        images = manifest.images
    }

    mutating func forgetManifest() { (status, errors, drift, configCommit, images) = (nil, [], [:], nil, [:]) }

    /// The group's name; nil for the images in no group.
    package var group: String? { unit.group.name }
}
