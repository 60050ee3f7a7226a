import AWSPubEngine
import ConfigDiff
import Digest
import Git
import ImageConfig
import OrderedCollections

/// Deregisters images that are in no definition any more, as the repository's settings say, and writes what came of it into the manifests.
struct Pruning: Sendable {
    let configuration: BotConfiguration
    let snapshot: CommitSnapshot
    let repository: Repository
    /// As they are in git.
    let before: [UnitID: Manifest]
    /// Nothing goes of units that are suspended, or outside of their windows.
    let policy: UnitPolicy
    let events: BotEventHandler

    /// - Parameter results: the manifests that this pass made.
    /// - Returns: the same and those of other units that changed.
    /// - Throws: `CancellationError` only.
    func run(_ results: [Manifest]) async throws -> [Manifest] {
        // Mostly nothing is left over, and then thousands of manifests need not be gone through.
        guard before.values.contains(where: \.mayBePruned) || results.contains(where: \.mayBePruned) else {
            return results.sorted { $0.unit < $1.unit }
        }
        var manifests = before.merging(results.map { ($0.unit, $0) }) { $1 }
        let ages = try await ages(manifests.values.filter { !$0.orphans.isEmpty })
        let plan = PrunePlan(
            manifests: manifests, names: names, age: { ages[$0.configCommit] ?? 0 }, isHeld: { policy.standing($0) != nil },
            failed: { manifest, id in before[manifest.unit]?.pruneErrors.contains { $0.contains(id) } ?? false })
        let outcome = try await remove(plan, manifests)
        for unit in manifests.keys { manifests[unit]?.settle(plan, outcome) }
        let made = Set(results.map(\.unit))
        return manifests.values.filter { made.contains($0.unit) || $0 != before[$0.unit] }.sorted { $0.unit < $1.unit }
    }

    /// The names of all images that are defined.
    private var names: Set<String> { Set(snapshot.configs.values.flatMap { $0.config?.images.keys.map(\.text) ?? [] }) }

    /// Returns when the commits of manifests were made.
    private func ages(_ manifests: [Manifest]) async throws -> [String: Int64] {
        var ages: [String: Int64] = [:]
        for hex in Set(manifests.map(\.configCommit)) {
            guard let id = ObjectID(hex: hex), await repository.contains(id) else { continue }  // lost with rewritten history: the oldest
            ages[hex] = try await repository.commit(id).time
        }
        return ages
    }

    private func remove(_ plan: PrunePlan, _ manifests: [UnitID: Manifest]) async throws -> OrphanRemoval.Outcome? {
        let policy = snapshot.settings.prune
        guard policy.mode != .never else { return OrphanRemoval.Outcome() }
        guard let first = plan.candidates.first?.unit else { return OrphanRemoval.Outcome() }
        let wanted: Set<String>?
        do {
            wanted = try wantedSnapshots(manifests)
        } catch {
            events(.engine(first, EngineEvent(.note("prune: nothing is removed in this pass, since \(error.reason)"))))
            return nil
        }
        let units = Dictionary(plan.candidates.map { ($0.orphan, $0.unit) }, uniquingKeysWith: { first, _ in first })
        let removal = OrphanRemoval(
            account: { [configuration] _ in configuration.account }, budget: policy.budget,
            wantedSnapshots: policy.mode == .deregisterAndDeleteSnapshots ? wanted : nil,
            events: { [events] orphan, event in
                events(.engine(units[orphan] ?? first, EngineEvent(image: orphan.name, region: orphan.region, event)))
            })
        let outcome = try await removal.run(plan.candidates.map(\.orphan))
        tell(outcome, plan)
        return outcome
    }

    private func tell(_ outcome: OrphanRemoval.Outcome, _ plan: PrunePlan) {
        for candidate in plan.candidates {
            let orphan = candidate.orphan
            guard let failure = outcome.failures[orphan] else { continue }
            let reason = EngineEvent.Kind.regionFailed(reason: "prune: \(failure.message)")
            events(.engine(candidate.unit, EngineEvent(image: orphan.name, region: orphan.region, reason)))
        }
        guard let next = outcome.deferred.first, let unit = plan.candidates.first(where: { $0.orphan == next })?.unit else { return }
        let budget = snapshot.settings.prune.budget
        events(.engine(unit, EngineEvent(.note("prune: \(outcome.deferred.count) wait for the next pass, since prune.budget is \(budget)"))))
    }

    private struct NotKnown: Error { let reason: String }

    /// Returns the names of the snapshots that definitions want, of the present sources and of those that last ran.
    private func wantedSnapshots(_ manifests: [UnitID: Manifest]) throws(NotKnown) -> Set<String> {
        guard !snapshot.allDiagnostics.contains(where: { $0.severity == .error }) else {
            throw NotKnown(reason: "a config is invalid and what it defines is not known")
        }
        var names: Set<String> = []
        for state in snapshot.configs.values {
            guard let config = state.config, !config.images.isEmpty else { continue }
            let recorded = manifests.values.filter { $0.unit.config == state.path }.map(\.sourceSHA256)
            let sources = Set((recorded + [state.source.sha256].compactMap(\.self)).compactMap(SHA256Digest.init(hex:)))
            if sources.isEmpty, snapshot.settings.prune.mode == .deregisterAndDeleteSnapshots {
                throw NotKnown(reason: "the source of \(state.path) could not be read and the names of its snapshots are not known")
            }
            for source in sources { names.formUnion(config.images.values.map { $0.snapshotName(sourceSHA256: source) }) }
        }
        return names
    }
}

extension Manifest {
    /// What pruning told last time.
    fileprivate var pruneErrors: [String] { errors.filter { $0.hasPrefix(Manifest.pruneMark) } }

    /// Whether anything is left over of it, or was told of that.
    fileprivate var mayBePruned: Bool { !orphans.isEmpty || !pruneErrors.isEmpty }

    /// What errors begin with that are not of the unit's own run.
    static let pruneMark = "prune: "

    /// Takes what is gone, or another unit's now, out of the orphans.
    /// - Parameter outcome: nil when nothing was tried.
    fileprivate mutating func settle(_ plan: PrunePlan, _ outcome: OrphanRemoval.Outcome?) {
        var told = outcome == nil ? pruneErrors : []
        for (name, regions) in orphans {
            for (region, id) in regions {
                let orphan = OrphanedImage(name: name, region: region, imageID: id, config: unit.config)
                if plan.adopted[unit]?[name]?[region] == id || outcome?.gone.contains(orphan) == true { orphans[name]?[region] = nil }
                if let failure = outcome?.failures[orphan] { told.append("\(Manifest.pruneMark)\(failure)") }
            }
            if orphans[name]?.isEmpty == true { orphans[name] = nil }
        }
        errors = errors.filter { !$0.hasPrefix(Manifest.pruneMark) } + told.sorted()
    }
}
