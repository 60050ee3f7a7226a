package import AWSPartition
import CanonicalJSON
import Digest

/// The partitions that a bot publishes in. They decide what a run makes, as a definition does, but an operator says them.
package struct PartitionSet: Sendable, Hashable {
    private let ids: Set<String>

    /// - Parameter partitions: empty where it does not matter.
    package init(_ partitions: some Sequence<Partition> = []) { ids = Set(partitions.map(\.id)) }

    /// Returns a unit's fingerprint in these partitions: that of its definitions alone where there is but one.
    func fingerprint(_ fingerprint: String) -> String {
        guard ids.count > 1 else { return fingerprint }
        let values: JSON = ["fingerprint": .string(fingerprint), "partitions": .strings(ids.sorted())]
        return "sha256:\(SHA256.digest(values.canonicalText).hex)"
    }

    /// Returns the reason that a unit is due, when nothing but the partitions changed since its manifest.
    func reason(_ manifest: Manifest, fingerprint: String) -> Reason? {
        let before = Set(manifest.details.values.flatMap(\.keys).map { Partition.containing(Region($0)) })
        let wasAlone = manifest.fingerprint == fingerprint
        guard wasAlone || manifest.fingerprint == PartitionSet(before).fingerprint(fingerprint) else { return nil }
        let old = Set(before.map(\.id))
        let changes = ids.subtracting(old).sorted().map { "+ \($0)" } + old.subtracting(ids).sorted().map { "- \($0)" }
        return Reason("partitions", changes.isEmpty ? "changed" : changes.joined(separator: ", "))
    }
}
