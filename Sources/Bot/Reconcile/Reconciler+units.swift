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
                for config in Set(waiting.keys.map(\.config)).subtracting(busy).sorted() where next(of: config) != nil {
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

    private func next(of config: String) -> DueUnit? {
        waiting.values.filter { $0.unit.config == config && retries.time(of: $0) == nil }.min { $0.unit < $1.unit }
    }

    private func runNext(of config: String) async throws {
        guard let due = next(of: config), let view, let state = view.snapshot.configs[config] else { return }
        waiting[due.unit] = nil
        var manifests = view.store.manifests
        for (unit, result) in results { manifests[unit] = result.manifest }
        let work = UnitWork(
            configuration: configuration, state: state, settings: view.snapshot.settings, commit: view.snapshot.commit,
            sources: SourceStore(await follower.repository, follower.remote, configuration), digests: digests, events: events)
        let previous = manifests[due.unit].map { [due.unit: $0] } ?? [:]
        let task = Task { try await work.run([due], manifests: previous) }
        running[config] = Running(due: due, task: task)
        defer { running[config] = nil }
        do {
            let made = try await withTaskCancellationHandler {
                try await task.value
            } onCancel: {
                task.cancel()
            }
            for manifest in made { finish(due, manifest) }
        } catch {
            events(.interrupted(due.unit))
            // When it is this run alone, the unit is defined anew, and waits as that already.
            try Task.checkCancellation()
        }
    }

    private func finish(_ due: DueUnit, _ manifest: Manifest) {
        retries.ended(due, manifest.status)
        results[due.unit] = Result(manifest: manifest)
        // It waits for its next try, unless it is defined anew by now.
        if retries.time(of: due) != nil, waiting[due.unit] == nil { waiting[due.unit] = due }
        mayPrune = true
        news.send()
    }
}
