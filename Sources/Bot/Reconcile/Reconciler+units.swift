import AWSPubEngine
package import ConfigDiff
import Git
import ImageConfig
import RepoWatcher

extension Reconciler {
    /// Takes over what is due as of the last look: what is no longer due does not begin, and what runs and is defined anew by now stops at its next
    /// safe point and goes on with the new definition.
    func takeOver() {
        guard let view else { return }
        guard view.snapshot.diagnostics.isEmpty else {
            (waiting, unapproved) = ([:], [:])
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
        let policy = policy
        unapproved = unapproved.filter { !view.mayHaveChanged($0.key.config) }
        for manifest in view.store.manifests.values where view.mayHaveChanged(manifest.unit.config) { takeUnapproved(manifest.unit, policy) }
    }

    private func takeUnapproved(_ unit: UnitID, _ policy: UnitPolicy?) {
        guard let policy else { return }
        unapproved[unit] = manifest(of: unit).flatMap(policy.awaitedApproval)
    }

    /// What people merged last, below the bot's own results; nil where nobody asks.
    func mergedCommit() async throws -> ObjectID? {
        guard tellsLooks, let view else { return nil }
        return try await follower.repository.lastCommit(changingOutside: view.snapshot.settings.results, from: view.snapshot.commit)
    }

    /// Returns what a look found.
    /// - Parameter full: whether everything was compared.
    func look(at merged: ObjectID, full: Bool) -> CommitLedger.Look {
        let errors = (view?.snapshot.allDiagnostics ?? []).filter { $0.severity == .error }
        let invalid = Dictionary(errors.map { ($0.file, "\($0.line):\($0.column): \($0.message)") }, uniquingKeysWith: { first, _ in first })
        let ran = full ? view?.store.manifests.filter { $0.value.configCommit == merged.hex } : nil
        return CommitLedger.Look(
            commit: merged, waiting: waiting.values.sorted { $0.unit < $1.unit }, running: Set(running.values.map(\.due.unit)), invalid: invalid,
            settled: (ran ?? [:]).mapValues { CommitLedger.UnitState($0.status, errors: $0.errors) })
    }

    /// The branch as it was last read; nil before the first look.
    package var snapshot: CommitSnapshot? { view?.snapshot }

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
                tellHeld()
                guard let policy else { continue }
                for (config, due) in Dictionary(grouping: waiting.values, by: \.unit.config).sorted(by: { $0.key < $1.key }) {
                    guard !busy.contains(config), first(of: due, policy) != nil else { continue }
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

    private func next(of config: String) -> DueUnit? { policy.flatMap { first(of: waiting.values.filter { $0.unit.config == config }, $0) } }

    /// Returns the first of some waiting units that may run now.
    private func first(of due: [DueUnit], _ policy: UnitPolicy) -> DueUnit? {
        due.filter { retries.time(of: $0) == nil && policy.hold($0.unit, manifest(of:)) == nil }.min { $0.unit < $1.unit }
    }

    var policy: UnitPolicy? {
        view.map {
            UnitPolicy(
                snapshot: $0.snapshot, partitions: PartitionSet(configuration.account.partitions), now: timing.now(),
                stops: suspensions?.units(of: configuration.name) ?? [])
        }
    }

    /// What is known of a unit: what it just came to, or what the branch says.
    func manifest(of unit: UnitID) -> Manifest? { results[unit]?.manifest ?? view?.store.manifests[unit] }

    /// Tells once of each unit why it may not run, and when nothing keeps it any more.
    func tellHeld() {
        guard let policy else { return }
        var now: [UnitID: UnitPolicy.Hold] = [:]
        for unit in waiting.keys { now[unit] = policy.hold(unit, manifest(of:)) }
        // What an operator has stopped is told whether it is due or not, so that it is not forgotten.
        for unit in stoppedUnits where now[unit] == nil { now[unit] = policy.standing(unit) }
        for (unit, hold) in unapproved where now[unit] == nil && waiting[unit] == nil && running[unit.config]?.due.unit != unit { now[unit] = hold }
        for (unit, hold) in now.sorted(by: { $0.key < $1.key }) where held[unit]?.reason != hold.reason {
            events(.held(unit, reason: hold.reason))
        }
        for unit in held.keys.sorted() where now[unit] == nil { events(.released(unit)) }
        held = now
    }

    private var stoppedUnits: [UnitID] {
        guard let view, let stops = suspensions?.units(of: configuration.name), !stops.isEmpty else { return [] }
        let defined = Set(stops.map(\.config)).flatMap { view.snapshot.configs[$0]?.units ?? [] }
        return Set(defined).union(view.store.manifests.keys).filter { unit in stops.contains { $0.contains(unit) } }
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
        takeUnapproved(due.unit, policy)
        tellHeld()
        news.send()
    }
}
