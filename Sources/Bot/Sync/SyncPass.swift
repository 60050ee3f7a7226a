import AWSPubEngine
package import ConfigDiff
import Digest
import Foundation
package import Git
import ImageConfig
package import RepoWatcher

/// One pass over a repository: fetch, compare, run what is due, commit the results and push them.
package struct SyncPass: Sendable {
    private let configuration: BotConfiguration
    private let follower: BranchFollower
    private let events: BotEventHandler

    /// How a pass ended.
    package struct Summary: Sendable {
        /// By unit's manifest path.
        package var statuses: [String: Manifest.Status] = [:]
        /// Whether a config, or the repository's settings, are invalid.
        package var hasInvalidConfigs = false
        /// The results commit; nil when nothing changed.
        package var commit: ObjectID?
    }

    package init(configuration: BotConfiguration, follower: BranchFollower, events: @escaping BotEventHandler) {
        self.configuration = configuration
        self.follower = follower
        self.events = events
    }

    /// Takes the state directory and does one pass.
    package static func once(_ configuration: BotConfiguration, events: @escaping BotEventHandler) async throws -> Summary {
        let directory = try StateDirectory(at: configuration.stateDirectory)
        let follower = try await configuration.follower(in: directory)
        defer { withExtendedLifetime(directory) {} }
        return try await SyncPass(configuration: configuration, follower: follower, events: events).run()
    }

    /// Does a pass.
    /// - Throws: `GitError` when the repository cannot be read or written. What fails in AWS is part of the summary.
    package func run() async throws -> Summary { try await follower.healing { try await pass() } }

    private func pass() async throws -> Summary {
        let tips = try await follower.tips()
        let tip = try await follower.poll(tips)
        if let rewrite = await follower.takeRewrite() { events(.rewritten(rewrite)) }
        events(.tip(tip))
        let repository = await follower.repository
        let reader = SnapshotReader(repository: repository)
        let view = try await BranchView(at: tip, results: follower.pollResults(on: tip, tips), reader: reader)
        let (snapshot, store) = (view.snapshot, view.store)
        for diagnostic in snapshot.allDiagnostics { events(.diagnostic(diagnostic)) }
        events(.manifests(Array(store.manifests.values)))
        var results: [Manifest] = []
        var runs: [UnitID: String] = [:]
        if snapshot.diagnostics.isEmpty {
            let due = view.due(partitions: PartitionSet(configuration.account.partitions))
            let policy = UnitPolicy(snapshot: snapshot, partitions: PartitionSet(configuration.account.partitions), now: Date())
            let made = try await work(due, policy, store, repository: repository)
            runs = Dictionary(made.compactMap { result in result.run.map { (result.manifest.unit, $0) } }, uniquingKeysWith: { $1 })
            results = made.map(\.manifest) + orphans(view)
            let pruning = Pruning(
                configuration: configuration, snapshot: snapshot, repository: repository, before: store.manifests, policy: policy,
                events: events)
            results = try await pruning.run(results)
        }
        var summary = Summary(hasInvalidConfigs: snapshot.allDiagnostics.contains { $0.severity == .error })
        for manifest in results { summary.statuses[manifest.unit.manifestPath(in: snapshot.settings.results)] = manifest.status }
        summary.commit = try await commit(results, runs, view)
        // What the runs came to is in git now.
        if FileManager.default.fileExists(atPath: configuration.runsDirectory) {
            try FileManager.default.removeItem(atPath: configuration.runsDirectory)
        }
        events(summary.commit.map(BotEvent.committed) ?? .unchanged)
        return summary
    }

    private func work(_ due: [DueUnit], _ policy: UnitPolicy, _ store: ManifestStore, repository: Repository) async throws -> [UnitResult] {
        let snapshot = policy.snapshot
        let sources = SourceStore(repository, follower.remote, configuration)
        let digests = DigestCache(directory: "\(configuration.stateDirectory)/digests")
        let byConfig = Dictionary(grouping: due, by: \.unit.config).sorted { $0.key < $1.key }
        return try await withThrowingTaskGroup(of: [UnitResult].self) { group in
            var results: [UnitResult] = []
            for (index, (path, units)) in byConfig.enumerated() {
                guard let state = snapshot.configs[path] else { continue }
                if index >= configuration.workers, let finished = try await group.next() { results += finished }
                let work = UnitWork(
                    configuration: configuration, state: state, settings: snapshot.settings, commit: snapshot.commit, sources: sources,
                    digests: digests,
                    events: events)
                group.addTask { try await work.run(units, policy, manifests: store.manifests) }
            }
            for try await finished in group { results += finished }
            return results.sorted { $0.manifest.unit < $1.manifest.unit }
        }
    }

    private func orphans(_ view: BranchView) -> [Manifest] {
        view.orphans().compactMap { orphan in
            guard let previous = view.store.manifests[orphan.unit] else { return nil }
            let manifest = Manifest(orphaning: previous, images: orphan.images)
            if manifest != previous { events(.orphaned(orphan.unit, images: manifest.orphans.keys.sorted())) }
            return manifest
        }
    }

    private func commit(_ results: [Manifest], _ runs: [UnitID: String], _ view: BranchView) async throws -> ObjectID? {
        guard !results.isEmpty else { return nil }
        let committer = ResultsCommitter(
            follower: follower, target: .results(folder: view.snapshot.settings.results), remote: configuration.writer.map(Remote.init),
            author: configuration.author, signer: configuration.signer)
        let tellRetry: @Sendable () -> Void = { events(.pushRetried) }
        return try await committer.commit(onRetry: tellRetry) { tip, repository in
            let results = ResultsCommit(results: results, view: view, place: follower.results, runs: runs, processed: view.snapshot.commit)
            return try await results.changes(on: tip, repository: repository)
        }
    }
}
