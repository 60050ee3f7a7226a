/// Looks up the states of pending things: one call for all that are pending together, however many tasks wait for them, when one of them is due.
actor BatchedStates<Key: Hashable & Sendable, State: Sendable> {
    private let policy: PollPolicy
    private let percent: @Sendable (State) -> Double?
    private let describe: @Sendable ([Key]) async throws -> [Key: State]
    private var pending: [Key: Pending] = [:]
    private var states: [Key: State] = [:]
    private var isLooking = false
    private var joined: [CheckedContinuation<Void, any Error>] = []

    private struct Pending {
        var waiters: Int
        var pace: PollPace
        /// How many looks it was part of.
        var looks = 0
    }

    /// - Parameters:
    ///   - percent: tells how far a thing is, where AWS says so.
    ///   - describe: returns the states of things; one that AWS does not know (yet) is left out.
    init(
        policy: PollPolicy, percent: @escaping @Sendable (State) -> Double? = { _ in nil },
        describe: @escaping @Sendable ([Key]) async throws -> [Key: State]
    ) {
        self.policy = policy
        self.percent = percent
        self.describe = describe
    }

    /// Says that somebody waits for a thing.
    func begin(_ key: Key, _ start: PollPace.Start) {
        if pending[key] == nil { pending[key] = Pending(waiters: 0, pace: PollPace(start, at: .now, policy: policy)) }
        pending[key]?.waiters += 1
    }

    /// Says that somebody stopped waiting for a thing.
    func end(_ key: Key) {
        pending[key]?.waiters -= 1
        guard let entry = pending[key], entry.waiters <= 0 else { return }
        (pending[key], states[key]) = (nil, nil)
    }

    /// Returns the state of a thing as the next look shows it; nil when AWS does not know the thing.
    func nextState(of key: Key) async throws -> State? {
        let seen = pending[key]?.looks
        while let entry = pending[key], entry.looks == seen {
            if isLooking {
                try await withCheckedThrowingContinuation { joined.append($0) }
                continue
            }
            let now = ContinuousClock.now
            let due = pending.values.map(\.pace.due).min() ?? now
            guard due > now else {
                try await look()
                continue
            }
            // Another one that becomes due meanwhile may bring news of this one, too.
            try await Task.sleep(until: min(due, now + policy.shortest))
        }
        return states[key]
    }

    private func look() async throws {
        isLooking = true
        let keys = Array(pending.keys)
        let result: Result<[Key: State], any Error>
        do { result = .success(try await describe(keys)) } catch { result = .failure(error) }
        isLooking = false
        if case .success(let found) = result { take(found, of: keys) }
        let resumed = joined
        joined = []
        // A failure is everybody's; being cancelled is not: then another one looks.
        let isShared = if case .failure = result { !Task.isCancelled } else { false }
        for continuation in resumed { continuation.resume(with: isShared ? result.map { _ in } : .success(())) }
        _ = try result.get()
    }

    private func take(_ found: [Key: State], of keys: [Key]) {
        let now = ContinuousClock.now
        for key in keys where pending[key] != nil {
            states[key] = found[key]
            pending[key]?.looks += 1
            pending[key]?.pace.looked(at: now, percent: found[key].flatMap(percent), policy: policy)
        }
    }
}

extension BatchedStates {
    /// Waits until a thing is done.
    /// - Parameters:
    ///   - what: what errors call it.
    ///   - isDone: looks at each state, nil while the thing is invisible; throws when it can never be done.
    /// - Throws: `EngineError` when the policy's deadline passes, or the thing is gone.
    func wait(for key: Key, what: String, _ start: PollPace.Start, isDone: (State?) throws -> Bool) async throws {
        begin(key, start)
        let result: Result<Void, any Error>
        do { result = .success(try await poll(key, what, isDone)) } catch { result = .failure(error) }
        end(key)
        try result.get()
    }

    private func poll(_ key: Key, _ what: String, _ isDone: (State?) throws -> Bool) async throws {
        let start = ContinuousClock.now
        var lastSeen = start
        while true {
            let state = try await nextState(of: key)
            if try isDone(state) { return }
            let now = ContinuousClock.now
            if state != nil { lastSeen = now }
            guard now - start < policy.deadline, now - lastSeen < policy.consistencyWindow else {
                let reason = state == nil ? "is not there any more" : "is not ready after \(policy.deadline.components.seconds) s"
                throw EngineError(.timedOut, "\(what) \(reason)")
            }
        }
    }
}
