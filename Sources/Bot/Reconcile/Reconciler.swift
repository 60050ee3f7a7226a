import AWSPubEngine
import ConfigDiff
import Digest
package import Foundation
import Git
import ImageConfig
package import RepoWatcher

/// Keeps what AWS has as one branch says, until it is cancelled: looks take over what is due, units run as there are places for them, and what they
/// come to is committed while others go on.
///
/// Everything here can be lost at any instant. What is due is worked out anew from the branch, and what runs came to is on the disk until it is in git.
package actor Reconciler {
    let configuration: BotConfiguration
    let follower: BranchFollower
    let pool: WorkerPool
    let timing: ReconcilerTiming
    let events: BotEventHandler
    /// What an operator has stopped; nil where there is none.
    let suspensions: Suspensions?
    /// Asks for a look, when there is something to see that the bot did itself.
    let wake: @Sendable () -> Void
    let digests: DigestCache

    var view: BranchView?
    /// The due units that do not run yet; for those that failed, their time has not come.
    var waiting: [UnitID: DueUnit] = [:]
    /// The units that may not run now, and why.
    var held: [UnitID: UnitPolicy.Hold] = [:]
    /// The units that are created and wait for approval of publishing.
    var unapproved: [UnitID: UnitPolicy.Hold] = [:]
    /// By config: one unit of a config runs at a time, since they share a source and its snapshots.
    var running: [String: Running] = [:]
    /// Configs with a task that runs their units, or waits for a place to.
    var busy: Set<String> = []
    /// What units came to and a look has not seen in git yet.
    var results: [UnitID: Result] = [:]
    var retries: Retries
    /// Whether somebody wants to know what looks find.
    let tellsLooks: Bool
    /// Whether something changed since images were last removed.
    var mayPrune = false
    var drift: DriftSchedule
    /// Whether everything was compared since unused sources were last removed.
    private var maySweep = false
    let work = Signal()
    let news = Signal()
    let checks = Signal()

    struct Running {
        let due: DueUnit
        let task: Task<UnitResult?, any Error>
    }

    struct Result {
        let manifest: Manifest
        /// The id of the run that it comes from; nil for what is said of a unit that did not run.
        var run: String?
        /// The commit that brought it to the branch.
        var commit: ObjectID?
    }

    /// - Parameters:
    ///   - pool: shared by all repositories.
    ///   - tellsLooks: whether there is to be a `looked` event after each look that found something else.
    ///   - wake: asks for a look soon; must not block.
    package init(
        configuration: BotConfiguration, follower: BranchFollower, pool: WorkerPool, timing: ReconcilerTiming = ReconcilerTiming(),
        suspensions: Suspensions? = nil, tellsLooks: Bool = false, wake: @escaping @Sendable () -> Void, events: @escaping BotEventHandler
    ) {
        self.configuration = configuration
        self.follower = follower
        self.pool = pool
        self.timing = timing
        self.tellsLooks = tellsLooks
        self.suspensions = suspensions
        self.wake = wake
        self.events = events
        retries = timing.retries
        drift = DriftSchedule(file: "\(configuration.stateDirectory)/drift.json")
        digests = DigestCache(directory: "\(configuration.stateDirectory)/digests")
    }

    /// Works until it is cancelled; then it delivers what is finished, if that takes no longer than a few seconds.
    /// - Throws: `CancellationError`.
    package func run() async throws {
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await self.startUnits() }
                group.addTask { try await self.deliverResults() }
                group.addTask { try await self.checkDrift() }
                for try await _ in group {}
            }
        } catch {
            saveChecks(isLast: true)
            await deliverAtEnd()
            throw error
        }
    }

    /// Looks at the branch and takes over what is due.
    /// - Parameter full: everything is compared, and not only what changed since the last look.
    /// - Throws: `GitError`.
    package func look(full: Bool) async throws { try await follower.healing { try await self.lookOnce(full: full) } }

    private func lookOnce(full: Bool) async throws {
        let tips = try await follower.tips()
        let tip = try await follower.poll(tips)
        if let rewrite = await follower.takeRewrite() { events(.rewritten(rewrite)) }
        events(.tip(tip))
        let results = try await follower.pollResults(on: tip, tips)
        var look: CommitLedger.Look?
        if full || view?.snapshot.commit != tip || view?.results != results {
            try await read(tip, results, full: full)
            await forgetDelivered(at: results ?? tip, full: full)
            let merged = try await mergedCommit()
            takeOver()
            look = merged.map { self.look(at: $0, full: full) }
            mayPrune = true
            maySweep = maySweep || full
        }
        if tellsLooks { events(.looked(look)) }
        tellHeld()
        await removeUnusedSources()
        if waiting.isEmpty, running.isEmpty, self.results.isEmpty {
            forgetProgress()
            events(.unchanged)
        }
        work.send()
        news.send()
        planChecks()
    }

    private func removeUnusedSources() async {
        let sources = SourceStore(await follower.repository, follower.remote, configuration)
        guard maySweep, running.isEmpty, let view else { return }
        maySweep = false
        // Without a pause, so that nothing can begin to run.
        sources.removeUnused(at: view.snapshot)
    }

    /// The time until the first unit that failed may be tried again, or a window opens that a unit waits for; nil when none waits.
    package var nextRetry: Duration? {
        let now = ContinuousClock.now
        let retry = waiting.values.compactMap { retries.time(of: $0, after: now) }.min().map { now.duration(to: $0) }
        let opening = held.values.compactMap(\.until).min().map { Duration.seconds(max(0, $0.timeIntervalSince(timing.now()))) }
        return [retry, opening].compactMap(\.self).min()
    }

    private func read(_ tip: ObjectID, _ results: ObjectID?, full: Bool) async throws {
        let reader = SnapshotReader(repository: await follower.repository)
        if !full, let old = view, let difference = try await old.difference(to: tip, results: results, reader: reader) {
            let changed = view?.apply(difference) ?? []
            for unit in changed { events(.manifest(unit, view?.store.manifests[unit])) }
        } else {
            let new = try await BranchView(at: tip, results: results, reader: reader)
            view = new
            events(.manifests(Array(new.store.manifests.values)))
        }
        for diagnostic in view?.newDiagnostics ?? [] { events(.diagnostic(diagnostic)) }
    }

    /// Forgets the results that are on the branch now. After a full comparison the branch alone counts.
    private func forgetDelivered(at tip: ObjectID, full: Bool) async {
        let repository = await follower.repository
        for (unit, result) in results {
            guard let commit = result.commit else { continue }
            let isThere = full ? true : (try? await repository.isAncestor(commit, of: tip)) ?? false  // else a full comparison decides
            if isThere, results[unit]?.commit == commit { results[unit] = nil }
        }
    }
}

/// How a reconciler spends its time.
package struct ReconcilerTiming: Sendable {
    /// How long a result waits for others before they are committed together.
    package var coalescing: Duration
    /// The first delay after results could not be pushed; it grows up to the longest.
    package var firstDelivery: Duration
    package var longestDelivery: Duration
    package var retries: Retries
    /// What the pauses between comparisons with AWS are multiplied with.
    package var driftPause = 1.0
    /// The time.
    package var now: @Sendable () -> Date

    package init(
        coalescing: Duration = .seconds(2), firstDelivery: Duration = .seconds(2), longestDelivery: Duration = .seconds(300),
        retries: Retries = Retries(), now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.coalescing = coalescing
        self.firstDelivery = firstDelivery
        self.longestDelivery = longestDelivery
        self.retries = retries
        self.now = now
    }
}

/// Wakes whoever goes through it. However often it is sent before, it is once.
struct Signal: Sendable {
    let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    init() { (stream, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1)) }

    func send() { continuation.yield() }
}
