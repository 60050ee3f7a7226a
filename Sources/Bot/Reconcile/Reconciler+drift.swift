import AWSPubEngine
import ConfigDiff
import ImageConfig

extension Reconciler {
    /// Compares units with AWS, one at a time, in places that runs have use for too.
    func checkDrift() async throws {
        for await _ in checks.stream {
            while let period = view?.snapshot.settings.drift?.every, let unit = nextCheck(period) {
                try await pool.withPlace(for: configuration.name) { try await self.check(unit, every: period) }
                saveChecks()
                try await Task.sleep(for: .seconds(DriftSchedule.pause(units: comparable.count, every: period)) * timing.driftPause)
            }
        }
        try Task.checkCancellation()
    }

    /// Gives new units their turns, and takes up what is due.
    func planChecks() {
        guard let view, let period = view.snapshot.settings.drift?.every else { return }
        drift.add(view.store.manifests.keys, every: period, at: timing.now())
        checks.send()
    }

    /// - Parameter isLast: whether there is no other time.
    func saveChecks(isLast: Bool = false) {
        guard let view, view.snapshot.settings.drift != nil else { return }
        drift.save(view.store.manifests.keys, at: timing.now(), isLast: isLast)
    }

    private func nextCheck(_ period: Double) -> UnitID? { drift.next(of: comparable, every: period, at: timing.now()) }

    /// The units that AWS should have as their manifests say, and that nobody works on or is about to.
    private var comparable: [UnitID] {
        guard let view, let policy, view.snapshot.diagnostics.isEmpty else { return [] }
        return view.store.manifests.keys.filter { isComparable($0, policy) }
    }

    private func isComparable(_ unit: UnitID, _ policy: UnitPolicy) -> Bool {
        guard let manifest = manifest(of: unit), [.created, .published].contains(manifest.achieved), !policy.isSuspended(unit) else { return false }
        let isBusy = waiting[unit] != nil || running[unit.config]?.due.unit == unit
        return !isBusy && ConfigComparison.fingerprint(of: unit, in: policy.snapshot, policy.partitions) == manifest.fingerprint
    }

    private func check(_ unit: UnitID, every period: Double) async throws {
        // Things may have changed while it waited for its place.
        guard let policy, isComparable(unit, policy), let before = manifest(of: unit), let config = policy.snapshot.configs[unit.config]?.config
        else { return }
        let check = DriftCheck(configuration: configuration, config: config, onChange: policy.snapshot.settings.onChange, manifest: before) {
            [events] event in
            // What it waits for is not worth a line; its calls are counted.
            if case .call = event.kind { events(.engine(unit, event)) }
        }
        do {
            let problems = try await check.run()
            // A run began meanwhile: what was seen may be half of what it does.
            guard let policy = self.policy, isComparable(unit, policy), manifest(of: unit) == before else { return }
            drift.ended(unit, succeeded: true, every: period, at: timing.now())
            take(before.drifted(problems), instead: before)
        } catch {
            try Task.checkCancellation()
            drift.ended(unit, succeeded: false, every: period, at: timing.now())
            events(.compared(unit, .failed("\(error)")))
        }
    }

    private func take(_ manifest: Manifest, instead before: Manifest) {
        events(.compared(manifest.unit, manifest.drift.map { .drifted($0.lines) } ?? .well))
        guard manifest != before else { return }
        events(.manifest(manifest.unit, manifest))
        results[manifest.unit] = Result(manifest: manifest)
        news.send()
    }
}
