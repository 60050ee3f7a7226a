import AWSPubEngine
import ConfigDiff
import Git
import ImageConfig
import RepoWatcher

extension Reconciler {
    /// Takes over what is due as of the last look: what is no longer due does not begin, and what runs and is defined anew by now stops at its next
    /// safe point and goes on with the new definition.
    func takeOver() {
        guard let view else { return }
        guard view.snapshot.diagnostics.isEmpty else {
            waiting = [:]
            return
        }
        let partitions = PartitionSet(configuration.account.partitions)
        waiting = waiting.filter { !view.mayHaveChanged($0.key.config) }
        for due in view.due(partitions: partitions) where !isSettled(due) { waiting[due.unit] = due }
        for (config, run) in running where view.mayHaveChanged(config) {
            guard ConfigComparison.fingerprint(of: run.due.unit, in: view.snapshot, partitions) != run.due.fingerprint else { continue }
            run.task.cancel()
        }
        takeOrphans(view)
        tellHeld()
    }

    /// Whether the unit runs as it is defined, or its result is on its way.
    private func isSettled(_ due: DueUnit) -> Bool {
        if let run = running[due.unit.config], run.due.unit == due.unit, run.due.fingerprint == due.fingerprint { return true }
        guard let result = results[due.unit]?.manifest else { return false }
        return result.fingerprint == due.fingerprint && [.created, .published].contains(result.status)
    }

    private func takeOrphans(_ view: BranchView) {
        for orphan in view.orphans() {
            guard let previous = results[orphan.unit]?.manifest ?? view.store.manifests[orphan.unit] else { continue }
            let manifest = Manifest(orphaning: previous, images: orphan.images)
            guard manifest != previous else { continue }
            events(.orphaned(orphan.unit, images: manifest.orphans.keys.sorted()))
            results[orphan.unit] = Result(manifest: manifest)
        }
    }

    /// Starts a task for each config with units that may run.
    func startUnits() async throws {
        try await withThrowingDiscardingTaskGroup { group in
            for await _ in work.stream {
                for (config, due) in Dictionary(grouping: waiting.values, by: \.unit.config).sorted(by: { $0.key < $1.key }) {
                    guard !busy.contains(config), first(of: due) != nil else { continue }
                    busy.insert(config)
                    group.addTask { try await self.runUnits(of: config) }
                }
            }
            try Task.checkCancellation()
        }
    }

    /// Runs the units of a config, one after the other, each in a place of its own.
    private func runUnits(of config: String) async throws {
        defer {
            busy.remove(config)
            // Something may have become due after the last look for more.
            work.send()
            news.send()
        }
        while next(of: config) != nil { try await pool.withPlace(for: configuration.name) { try await self.runNext(of: config) } }
    }

    private func next(of config: String) -> DueUnit? { first(of: waiting.values.filter { $0.unit.config == config }) }

    /// Returns the first of some waiting units that may run now.
    private func first(of due: [DueUnit]) -> DueUnit? {
        guard let policy else { return nil }
        return due.filter { retries.time(of: $0) == nil && policy.hold($0.unit, manifest(of:)) == nil }.min { $0.unit < $1.unit }
    }

    private var policy: UnitPolicy? {
        view.map { UnitPolicy(snapshot: $0.snapshot, partitions: PartitionSet(configuration.account.partitions)) }
    }

    /// What is known of a unit: what it just came to, or what the branch says.
    private func manifest(of unit: UnitID) -> Manifest? { results[unit]?.manifest ?? view?.store.manifests[unit] }

    /// Tells once of each unit why it may not run, while others finish or a person acts.
    private func tellHeld() {
        guard let policy else { return }
        for unit in waiting.keys.sorted() {
            guard let reason = policy.hold(unit, manifest(of:)) else {
                held[unit] = nil
                continue
            }
            guard held.updateValue(reason, forKey: unit) != reason else { continue }
            events(.held(unit, reason: reason))
        }
        held = held.filter { waiting[$0.key] != nil }
    }

    private func runNext(of config: String) async throws {
        let repository = await follower.repository
        // From here to where it is among those that run, nobody may come in between: it would look as if all were done.
        guard let due = next(of: config), let view, let state = view.snapshot.configs[config] else { return }
        waiting[due.unit] = nil
        let work = UnitWork(
            configuration: configuration, state: state, settings: view.snapshot.settings, commit: view.snapshot.commit,
            sources: SourceStore(repository, follower.remote, configuration), digests: digests, events: events)
        let previous = manifest(of: due.unit)
        let task = Task { try await work.run(due, previous: previous) }
        running[config] = Running(due: due, task: task)
        defer { running[config] = nil }
        do {
            let made = try await withTaskCancellationHandler {
                try await task.value
            } onCancel: {
                task.cancel()
            }
            if let made { finish(due, made) }
        } catch let error as GitError {
            // The clone could not be read. Later it can, or the look says why not.
            events(.interrupted(due.unit))
            events(.notReadable("\(error)"))
            retries.ended(due, .failed)
            if waiting[due.unit] == nil { waiting[due.unit] = due }
        } catch {
            events(.interrupted(due.unit))
            // When it is this run alone, the unit is defined anew, and waits as that already.
            try Task.checkCancellation()
        }
    }

    private func finish(_ due: DueUnit, _ result: UnitResult) {
        retries.ended(due, result.manifest.status)
        results[due.unit] = Result(manifest: result.manifest, run: result.run)
        // It waits for its next try, unless it is defined anew by now.
        if retries.time(of: due) != nil, waiting[due.unit] == nil { waiting[due.unit] = due }
        mayPrune = true
        news.send()
    }
}
