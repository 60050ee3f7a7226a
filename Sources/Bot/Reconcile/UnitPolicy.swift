import AWSPubEngine
import ConfigDiff
import Foundation
import ImageConfig

/// What keeps due units from running, as the repository's settings say. Pure.
struct UnitPolicy {
    let snapshot: CommitSnapshot
    let partitions: PartitionSet
    private let windows: [(window: TimeWindow, opening: Date?)]
    private let now: Date
    /// What an operator has stopped.
    private let stops: Set<UnitSelection>

    /// Why a unit may not run.
    struct Hold: Sendable, Hashable {
        let reason: String
        /// When that ends by itself; nil when it does not, or nobody knows.
        var until: Date?
    }

    init(snapshot: CommitSnapshot, partitions: PartitionSet, now: Date, stops: Set<UnitSelection> = []) {
        self.snapshot = snapshot
        self.partitions = partitions
        self.now = now
        self.stops = stops
        windows = snapshot.settings.windows.map { ($0, $0.opening(from: now)) }
    }

    /// Returns why a unit may not run now; nil when it may.
    /// - Parameter manifest: what is known of a unit.
    func hold(_ unit: UnitID, _ manifest: (UnitID) -> Manifest?) -> Hold? {
        standing(unit) ?? order(unit, manifest).map { Hold(reason: $0) }
    }

    /// Returns why a unit may not run now, whatever became of others; nil when it may.
    func standing(_ unit: UnitID) -> Hold? {
        if stops.contains(where: { $0.contains(unit) }) { return Hold(reason: "an operator has suspended it") }
        if isSuspendedByRepository(unit) { return Hold(reason: "it is suspended in \(RepositorySettings.fileName)") }
        let own = windows.filter { $0.window.scope.covers(config: unit.config, group: unit.group.name) }
        guard !own.isEmpty, !own.contains(where: { $0.opening == now }) else { return nil }
        let next = own.compactMap { entry in entry.opening.map { (entry.window, $0) } }.min { $0.1 < $1.1 }
        guard let (window, opening) = next else { return Hold(reason: "it waits for its window, which never opens") }
        return Hold(reason: "it waits for its window, which opens \(window.words(opening))", until: opening)
    }

    /// Whether nothing is done about a unit until somebody says so.
    func isSuspended(_ unit: UnitID) -> Bool { stops.contains { $0.contains(unit) } || isSuspendedByRepository(unit) }

    private func isSuspendedByRepository(_ unit: UnitID) -> Bool {
        snapshot.settings.suspended.contains { $0.covers(config: unit.config, group: unit.group.name) }
    }

    private func order(_ unit: UnitID, _ manifest: (UnitID) -> Manifest?) -> String? {
        guard let group = unit.group.name else { return nil }
        for name in snapshot.settings.after[group] ?? [] {
            let other = UnitID(config: unit.config, group: .named(name))
            // A group that the config does not have keeps nobody waiting.
            guard let wanted = ConfigComparison.fingerprint(of: other, in: snapshot, partitions) else { continue }
            guard let manifest = manifest(other), manifest.fingerprint == wanted, isDone(manifest) else { return "it waits for group \(name)" }
        }
        return nil
    }

    /// Whether publishing waits until people approve of it.
    var asksForApproval: Bool { snapshot.settings.publish == .manual && snapshot.settings.runStages(isApproved: true).contains(.publish) }

    /// Returns what people are asked to approve of, given a unit's manifest; nil when they are not.
    func awaitedApproval(_ manifest: Manifest) -> Hold? {
        guard asksForApproval, manifest.achieved == .created,
            ConfigComparison.fingerprint(of: manifest.unit, in: snapshot, partitions) == manifest.fingerprint,
            !snapshot.isApproved(manifest.unit, fingerprint: manifest.fingerprint)
        else { return nil }
        return Hold(reason: "it is created, and publishing waits for approval of \(manifest.fingerprint)")
    }

    private func isDone(_ manifest: Manifest) -> Bool {
        manifest.achieved == .published
            || manifest.achieved == .created && !snapshot.settings.runStages(isApproved: true).contains(.publish)
    }
}
