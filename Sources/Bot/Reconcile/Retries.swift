package import ConfigDiff

/// When units that failed are tried again: later and later, and at once when they are defined anew.
package struct Retries: Sendable {
    /// The first delay; each further one is twice as long.
    private let first: Duration
    private let longest: Duration
    private var entries: [UnitID: Entry] = [:]

    private struct Entry {
        let fingerprint: String
        let failures: Int
        let notBefore: ContinuousClock.Instant
    }

    package init(first: Duration = .seconds(60), longest: Duration = .seconds(3600)) {
        self.first = first
        self.longest = longest
    }

    /// Takes down how a run ended.
    package mutating func ended(_ due: DueUnit, _ status: Manifest.Status, at now: ContinuousClock.Instant = .now) {
        guard [.failed, .incomplete].contains(status) else {
            entries[due.unit] = nil
            return
        }
        let failures = entries[due.unit].map { $0.fingerprint == due.fingerprint ? $0.failures + 1 : 1 } ?? 1
        // Not all at once: what failed together often failed for the same reason.
        let delay = Duration.backOff(after: failures, first: first, longest: longest)
        entries[due.unit] = Entry(fingerprint: due.fingerprint, failures: failures, notBefore: now.advanced(by: delay))
    }

    /// Returns when a unit may run; nil for now.
    package func time(of due: DueUnit, after now: ContinuousClock.Instant = .now) -> ContinuousClock.Instant? {
        guard let entry = entries[due.unit], entry.fingerprint == due.fingerprint, entry.notBefore > now else { return nil }
        return entry.notBefore
    }
}
