import AWSPubEngine
import ConfigDiff
import ImageConfig

/// What keeps due units from running, as the repository's settings say. Pure.
struct UnitPolicy {
    let snapshot: CommitSnapshot
    let partitions: PartitionSet

    /// Returns why a unit may not run now; nil when it may.
    /// - Parameter manifest: what is known of a unit.
    func hold(_ unit: UnitID, _ manifest: (UnitID) -> Manifest?) -> String? {
        let settings = snapshot.settings
        if settings.suspended.contains(where: { $0.covers(config: unit.config, group: unit.group.name) }) {
            return "it is suspended in \(RepositorySettings.fileName)"
        }
        guard let group = unit.group.name else { return nil }
        for name in settings.after[group] ?? [] {
            let other = UnitID(config: unit.config, group: .named(name))
            // A group that the config does not have keeps nobody waiting.
            guard let wanted = ConfigComparison.fingerprint(of: other, in: snapshot, partitions) else { continue }
            guard let manifest = manifest(other), manifest.fingerprint == wanted, isDone(manifest) else { return "it waits for group \(name)" }
        }
        return nil
    }

    private func isDone(_ manifest: Manifest) -> Bool {
        manifest.status == .published
            || manifest.status == .created && !snapshot.settings.runStages(isApproved: true).contains(.publish)
    }
}
