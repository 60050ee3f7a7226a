import AWSPubEngine
import ConfigDiff
import Foundation
import Git
import ImageConfig
import RepoWatcher

extension Reconciler {
    /// Commits results as they come, those of a moment together, and removes images when there is nothing else to do.
    func deliverResults() async throws {
        for await _ in news.stream {
            if !undelivered.isEmpty { try await Task.sleep(for: timing.coalescing) }
            try await deliver()
            try await prune()
        }
        try Task.checkCancellation()
    }

    /// Whether what is due is done, but for what waits for its next try or for somebody else.
    private var isIdle: Bool { running.isEmpty && waiting.values.allSatisfy { retries.time(of: $0) != nil || held[$0.unit] != nil } }

    private var undelivered: [Manifest] { results.values.filter { $0.commit == nil }.map(\.manifest).sorted { $0.unit < $1.unit } }

    /// Tries until everything is on the branch. Results are never given up, and units go on in the meantime.
    private func deliver() async throws {
        var failures = 0
        while !undelivered.isEmpty {
            do {
                try await commit(undelivered)
                failures = 0
            } catch {
                try Task.checkCancellation()
                failures += 1
                events(.notDelivered("\(error)"))
                try await Task.sleep(for: .backOff(after: failures, first: timing.firstDelivery, longest: timing.longestDelivery))
            }
        }
    }

    private func commit(_ manifests: [Manifest]) async throws {
        guard let view else { return }
        let committer = ResultsCommitter(
            follower: follower, target: .results(folder: view.snapshot.settings.results), remote: configuration.writer.map(Remote.init),
            author: configuration.author, signer: configuration.signer)
        let processed = isIdle ? view.snapshot.commit : view.store.processed
        let runs = results.compactMapValues(\.run)
        let made = try await committer.commit(
            onRetry: { [events] in events(.pushRetried) },
            { tip, repository in
                let results = ResultsCommit(results: manifests, view: view, place: follower.results, runs: runs, processed: processed)
                return try await results.changes(on: tip, repository: repository)
            })
        // One that was replaced in the meantime is still to be delivered.
        for manifest in manifests where results[manifest.unit]?.manifest == manifest {
            results[manifest.unit]?.commit = made ?? view.results ?? view.snapshot.commit
            if running[manifest.unit.config]?.due.unit != manifest.unit { progress(of: manifest.unit).forget() }
        }
        events(made.map(BotEvent.committed) ?? .unchanged)
        if made != nil { wake() }
    }

    /// Removes what a process that was killed after its push remembered of runs: all of it is in git.
    func forgetProgress() {
        // What stays only costs a look at it: it counts for the very same run alone.
        try? FileManager.default.removeItem(atPath: configuration.runsDirectory)
    }

    private func progress(of unit: UnitID) -> RunProgress {
        RunProgress(directory: configuration.runsDirectory, unit: unit.manifestPath(in: ""), run: "")
    }

    /// Removes images that nothing defines any more, as the repository's settings say.
    private func prune() async throws {
        guard mayPrune, isIdle, undelivered.isEmpty, let view, view.snapshot.diagnostics.isEmpty, let policy else { return }
        // What waits for its window goes when that opens.
        mayPrune = view.store.manifests.values.contains { !$0.orphans.isEmpty && policy.standing($0.unit)?.until != nil }
        let pruning = Pruning(
            configuration: configuration, snapshot: view.snapshot, repository: await follower.repository, before: view.store.manifests,
            policy: policy, events: events)
        let changed: [Manifest]
        do {
            changed = try await pool.withPlace(for: configuration.name) { try await pruning.run([]) }
        } catch let error as GitError {
            // The clone could not be read. The next look heals it, or says why not.
            events(.notReadable("\(error)"))
            return
        }
        for manifest in changed where results[manifest.unit] == nil { results[manifest.unit] = Result(manifest: manifest) }
        if !changed.isEmpty { news.send() }
    }

    /// A last try, when the process is about to end. What it does not bring to the branch is done again at the next start.
    func deliverAtEnd() async {
        let manifests = undelivered
        guard !manifests.isEmpty else { return }
        do {
            try await lastWork(within: .seconds(8)) { try await self.commit(manifests) }
        } catch {
            events(.notDelivered("\(error)"))
        }
    }
}
