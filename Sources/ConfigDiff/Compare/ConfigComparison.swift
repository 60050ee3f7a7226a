import CanonicalJSON
import ImageConfig
import OrderedCollections

/// A unit that has to run, and why.
package struct DueUnit: Sendable, Hashable {
    package let unit: UnitID
    package let reasons: [Reason]
    package let fingerprint: String

    package init(unit: UnitID, reasons: [Reason], fingerprint: String) {
        self.unit = unit
        self.reasons = reasons
        self.fingerprint = fingerprint
    }
}

/// A unit that is no longer defined, with the images of it that no other unit has.
package struct OrphanedUnit: Sendable, Hashable {
    package let unit: UnitID
    package let images: Set<String>
}

/// Compares commits, and what should be with what the manifests say is. Pure.
package enum ConfigComparison {
    /// Returns the units whose result would change between two commits, with the reasons.
    package static func affected(from old: CommitSnapshot, to new: CommitSnapshot) -> [DueUnit] {
        new.units.compactMap { unit in
            guard let fingerprint = fingerprint(of: unit, in: new), fingerprint != self.fingerprint(of: unit, in: old) else { return nil }
            return DueUnit(unit: unit, reasons: reasons(for: unit, from: old, to: new), fingerprint: fingerprint)
        }
    }

    /// Returns the units of the older commit that the newer one no longer has. Those of configs that became invalid are still there.
    package static func removed(from old: CommitSnapshot, to new: CommitSnapshot) -> [OrphanedUnit] {
        orphans(
            among: old.units, names: { unit in old.configs[unit.config]?.config.map { Set($0.images(in: unit.group).map(\.name)) } ?? [] }, in: new)
    }

    /// Returns the units that are due: those without a manifest, with one of another fingerprint, or with one that says it did not work.
    /// - Parameters:
    ///   - old: the last commit that was processed; nil when it is lost, which only costs the detail of the reasons.
    ///   - partitions: what is published in; it counts when it is more than one.
    ///   - configs: whose units are looked at; nil for all.
    package static func due(
        from old: CommitSnapshot?, to new: CommitSnapshot, manifests: [UnitID: Manifest], partitions: PartitionSet = PartitionSet(),
        among configs: Set<String>? = nil
    ) -> [DueUnit] {
        new.units(of: configs).compactMap { unit -> DueUnit? in
            guard let plain = fingerprint(of: unit, in: new) else { return nil }
            let fingerprint = partitions.fingerprint(plain)
            guard let manifest = manifests[unit] else {
                let reasons = old.map { ConfigComparison.reasons(for: unit, from: $0, to: new) } ?? []
                return DueUnit(unit: unit, reasons: reasons.isEmpty ? [Reason("unit", "has no manifest")] : reasons, fingerprint: fingerprint)
            }
            if manifest.fingerprint != fingerprint {
                if let reason = partitions.reason(manifest, fingerprint: plain) {
                    return DueUnit(unit: unit, reasons: [reason], fingerprint: fingerprint)
                }
                let reasons = old.map { ConfigComparison.reasons(for: unit, from: $0, to: new) } ?? []
                return DueUnit(
                    unit: unit, reasons: reasons.isEmpty ? [Reason("fingerprint", "is not the manifest's")] : reasons, fingerprint: fingerprint)
            }
            if manifest.achieved == .created, new.isApproved(unit, fingerprint: fingerprint) {
                return DueUnit(unit: unit, reasons: [Reason("approval", "was given")], fingerprint: fingerprint)
            }
            if manifest.status == .drifted {
                guard new.settings.drift?.isRepairing == true else { return nil }
                return DueUnit(unit: unit, reasons: [Reason("AWS", "differs from what was published")], fingerprint: fingerprint)
            }
            guard [.failed, .incomplete, .orphaned].contains(manifest.status) else { return nil }
            return DueUnit(unit: unit, reasons: [Reason("status", "the last run ended \(manifest.status.rawValue)")], fingerprint: fingerprint)
        }
    }

    /// Returns the units that have a manifest and are no longer defined.
    /// - Parameter configs: whose units are looked at; nil for all.
    package static func orphans(in new: CommitSnapshot, manifests: [UnitID: Manifest], among configs: Set<String>? = nil) -> [OrphanedUnit] {
        orphans(
            among: manifests.keys.filter { configs?.contains($0.config) ?? true }.sorted(),
            names: { Set(manifests[$0]?.details.keys ?? [:].keys).union(manifests[$0]?.orphans.keys ?? [:].keys) },
            in: new)
    }

    private static func orphans(among units: [UnitID], names: (UnitID) -> Set<String>, in new: CommitSnapshot) -> [OrphanedUnit] {
        let gone = units.filter { unit in
            guard let state = new.configs[unit.config] else { return true }
            return state.config != nil && state.fingerprint(of: unit.group) == nil
        }
        guard !gone.isEmpty else { return [] }
        let kept = Set(new.configs.values.flatMap { $0.config?.images.keys.map(\.text) ?? [] })
        return gone.map { OrphanedUnit(unit: $0, images: names($0).subtracting(kept)) }
    }

    /// Returns the fingerprint of a unit in some partitions; nil when it is not defined, or its config is invalid.
    package static func fingerprint(of unit: UnitID, in snapshot: CommitSnapshot, _ partitions: PartitionSet) -> String? {
        fingerprint(of: unit, in: snapshot).map(partitions.fingerprint)
    }

    private static func fingerprint(of unit: UnitID, in snapshot: CommitSnapshot) -> String? {
        snapshot.configs[unit.config]?.fingerprint(of: unit.group)
    }

    private static func reasons(for unit: UnitID, from old: CommitSnapshot, to new: CommitSnapshot) -> [Reason] {
        guard let after = new.configs[unit.config], let config = after.config else { return [] }
        guard let before = old.configs[unit.config] else { return [Reason("config", "is new")] }
        guard let previous = before.config else { return [Reason("config", "is valid now")] }
        guard !previous.images(in: unit.group).isEmpty else { return [Reason("unit", "is new")] }
        var reasons = Reason.differences(previous.decidingValues(of: unit.group), config.decidingValues(of: unit.group), at: "")
        if before.source.identity != after.source.identity { reasons.append(Reason("source", "content changed")) }
        return reasons
    }
}
