import Bot
import ConfigDiff
import Git
import HTTP
import ImageConfig
import Logging
import RepoWatcher

/// Follows one repository: a look at the start, then one whenever it is woken or the interval is over. What goes wrong in a look is told, and the
/// next one comes later and later; other repositories do not notice. What is due runs beside the looks.
struct RepositoryLoop: Sendable {
    let plan: RepositoryPlan
    let wakeUp: WakeUp
    let pool: WorkerPool
    /// Places to look in, for all repositories together.
    let looks: WorkerPool
    let http: HTTPClient
    let record: BotRecord
    let requests: OperatorRequests
    let logger: Logger

    /// Between the beginnings of two looks. A person does not notice it, and a flood of deliveries takes a twelfth of a core.
    private static let shortestPause = Duration.milliseconds(250)
    /// Who takes longer leaves its place to others, so that servers that hang keep nobody waiting.
    private static let longestTurn = Duration.seconds(10)

    /// Forges deliver within seconds, and what comes so much later than polling found the change is late enough to be told.
    private static let longestGrace = Duration.seconds(30)

    /// The time between two looks, and between two full comparisons.
    private var interval: Duration { .seconds(plan.entry.interval) }
    private var resync: Duration { .seconds(plan.entry.resync) }
    private var name: String { plan.name }

    /// Runs until it is cancelled, which ends what runs at its next safe point.
    func run() async {
        record.began(name)
        var failures = 0
        while !Task.isCancelled {
            do {
                try await work()
            } catch {
                guard !Task.isCancelled else { break }
                // Such as a state directory that cannot be written to. Later it can.
                failures += 1
                logger.error("the repository cannot be followed; it is tried again", metadata: ["error": "\(error)"])
                _ = try? await pause(after: failures, problem: "\(error)")  // cancelled: the loop ends
            }
        }
        logger.info("stopped")
    }

    private func work() async throws {
        let state = try StateDirectory(at: plan.configuration.stateDirectory)
        // Git checks the clone, which takes as long as a look.
        let follower = try await looks.withPlace(for: name) { try await plan.configuration.follower(in: state) }
        let desk = ForgeDesk(plan, follower, http: http, record: record, events: tell)
        let reconciler = Reconciler(
            configuration: plan.configuration, follower: follower, pool: pool, suspensions: requests.suspensions, tellsLooks: desk != nil,
            wake: { [wakeUp] in wakeUp.wake() },
            events: { event in
                tell(event)
                desk?.take(event)
            })
        requests.connect(reconciler, to: name)
        defer { requests.connect(nil, to: name) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await reconciler.run() }
            group.addTask { try await follow(reconciler, desk) }
            if let desk { group.addTask { try await desk.run(reconciler) } }
            for try await _ in group {}
        }
    }

    private var tell: BotEventHandler {
        let log = PassLog(logger: logger)
        return { [record, name] event in
            log.log(event)
            record.take(event, of: name)
        }
    }

    private func follow(_ reconciler: Reconciler, _ desk: ForgeDesk?) async throws {
        var failures = 0
        var nextFull = ContinuousClock.now
        while true {
            // Resuming wakes the loop.
            guard record.repository(name)?.isSuspended != true else {
                try await wakeUp.wait(atMost: interval)
                continue
            }
            let began = ContinuousClock.now
            let isFull = nextFull <= began
            let problem = try await look(reconciler, full: isFull)
            failures = problem == nil ? 0 : failures + 1
            if isFull, problem == nil { nextFull = .now.advanced(by: resync * Double.random(in: 0.9...1.1)) }
            // What woke it may be about a request.
            if try await pause(after: failures, problem: problem, retry: reconciler.nextRetry) { await desk?.wake() }
            // However many deliveries come.
            try await Task.sleep(until: began + RepositoryLoop.shortestPause)
        }
    }

    /// Waits for the next look: up to 16 intervals, and never in step with others.
    /// - Returns: whether something asked for it.
    private func pause(after failures: Int, problem: String?, retry: Duration? = nil) async throws -> Bool {
        var pause = interval * Double.random(in: 0.9...1.1) * Double(1 << min(failures, 4))
        if failures == 0, let retry { pause = min(pause, max(retry, .seconds(1))) }
        record.endLook(at: name, error: problem, failures: failures, pause: pause)
        return try await wakeUp.wait(atMost: pause)
    }

    /// - Returns: what went wrong.
    private func look(_ reconciler: Reconciler, full: Bool) async throws -> String? {
        try await looks.withPlace(for: name, atMost: RepositoryLoop.longestTurn) {
            if let commit = record.beginLook(at: name, grace: min(interval / 2, RepositoryLoop.longestGrace)) {
                logger.warning("found by polling; no webhook announced it", metadata: ["commit": "\(commit)"])
            }
            do {
                try await reconciler.look(full: full)
                return nil
            } catch {
                if Task.isCancelled { throw CancellationError() }
                // Which disk, git does not say.
                let isFull = (error as? GitError)?.code == .diskFull
                let problem = isFull ? "\(error); it is \(plan.configuration.stateDirectory)" : "\(error)"
                logger.error("the look failed", metadata: ["error": "\(problem)"])
                return problem
            }
        }
    }
}
