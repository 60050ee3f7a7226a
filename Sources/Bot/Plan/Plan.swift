package import AWSPubEngine
package import CanonicalJSON
package import ConfigDiff
package import Foundation
package import Git
package import ImageConfig
import OrderedCollections

/// What merging would do: the units that a change reaches, why, and what would become of each image.
package struct Plan: Sendable {
    package let base: ObjectID
    package let head: ObjectID
    package let units: [Unit]
    /// Units that would no longer be defined.
    package let removed: [OrphanedUnit]
    /// Names of images that would be in no definition any more, and that the head's settings have removed from AWS; empty when they have nothing
    /// removed, or a config is invalid and what it defines is not known.
    package let pruned: [String]
    /// The most images that one pass removes; an image in a region is one.
    package let pruneBudget: Int
    package let diagnostics: [Diagnostic]
    /// What AWS has of the units; nil when nobody looked.
    package var observations: [UnitID: UnitPlan]?
    /// What was found wrong when AWS was looked at.
    package var findings: [Diagnostic] = []

    package struct Unit: Sendable {
        package let due: DueUnit
        package let actions: [Action]
        /// Why it would not run at once, such as a window that opens later; nil when it would.
        package let held: String?
    }

    /// What would become of an image.
    package struct Action: Sendable, Hashable {
        package let image: String
        /// Such as `create`, `publish`, `remove afterwards`.
        package let action: String
        /// Where; empty for all regions of the account.
        package let regions: [String]
    }

    /// Whether a config is invalid at the head.
    package var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

    /// Whether AWS would keep a run from succeeding.
    package var hasObstacles: Bool { findings.contains { $0.severity == .error } }
}

extension Plan {
    /// Compares two commits.
    /// - Parameter now: when the head would be merged, which windows of time depend on.
    package init(base: CommitSnapshot, head: CommitSnapshot, now: Date) {
        self.base = base.commit
        self.head = head.commit
        let policy = UnitPolicy(snapshot: head, partitions: PartitionSet(), now: now)
        units = ConfigComparison.affected(from: base, to: head).map { due in
            let images = head.configs[due.unit.config]?.config?.images(in: due.unit.group) ?? []
            return Unit(due: due, actions: images.flatMap { Plan.actions(for: $0, head.settings) }, held: policy.standing(due.unit)?.reason)
        }
        removed = ConfigComparison.removed(from: base, to: head)
        diagnostics = head.allDiagnostics
        pruneBudget = head.settings.prune.budget
        let isPruning = head.settings.prune.mode != .never && pruneBudget > 0 && !diagnostics.contains { $0.severity == .error }
        let lasting = Set(Plan.images(base).filter { !$0.isTemporary }.map(\.name))
        pruned = isPruning ? lasting.subtracting(Plan.images(head).map(\.name)).sorted() : []
    }

    private static func images(_ snapshot: CommitSnapshot) -> [ImageDefinition] {
        snapshot.configs.values.flatMap { $0.config?.images.values.map(\.self) ?? [] }
    }

    private static func actions(for image: ImageDefinition, _ settings: RepositorySettings) -> [Action] {
        var actions: [Action] = []
        func add(_ action: String, in regions: [String]? = nil) {
            actions.append(Action(image: image.name, action: action, regions: regions ?? image.regions ?? []))
        }
        let stages = Set(settings.stages)
        if stages.contains("create") { add("create where it is missing") }
        if stages.contains("create"), image.share?.isEmpty == false { add("share with \(image.share?.count ?? 0)") }
        if stages.contains("publish"), !image.isTemporary {
            let publish = settings.publish == .manual ? "after approval " : ""
            if image.isPublic { add("\(publish)make public") }
            for parameter in image.ssmParameters { add("\(publish)store in SSM as \(parameter.name)") }
            if let listing = image.marketplace { add("\(publish)ask AWS Marketplace for version \(listing.versionTitle)", in: ["us-east-1"]) }
            for topic in image.sns.flatMap(\.keys) { add("\(publish)notify \(topic)", in: []) }
        }
        if stages.contains("cleanup"), image.isTemporary { add("remove afterwards, since it is temporary") }
        return actions
    }

    /// The document that `plan --json` prints.
    package var json: JSON {
        [
            "base": .string(base.hex), "head": .string(head.hex),
            "units": .array(
                units.map { unit in
                    var members: [String: JSON] = [
                        "config": .string(unit.due.unit.config), "group": .optional(unit.due.unit.group.name),
                        "reasons": .array(unit.due.reasons.map(\.json)), "actions": .array(unit.actions.map(\.json)),
                        "held": .optional(unit.held),
                    ]
                    if let observations { members["observed"] = observations[unit.due.unit]?.json ?? .object([:]) }
                    return .object(members)
                }),
            "removed": .array(
                removed.map {
                    [
                        "config": .string($0.unit.config), "group": .optional($0.unit.group.name), "orphans": .strings($0.images.sorted()),
                    ]
                }),
            "pruned": .strings(pruned),
            "diagnostics": .array((diagnostics + findings).map(\.json)),
        ]
    }
}

extension Plan.Action {
    fileprivate var json: JSON { ["image": .string(image), "action": .string(action), "regions": .strings(regions)] }
}
