/// Looks up the states of pending things, one call for all that are pending together, however many tasks wait for them.
actor BatchedStates<State: Sendable> {
    private let describe: @Sendable ([String]) async throws -> [String: State]
    private var pending: [String: Int] = [:]
    private var states: [String: State] = [:]
    private var lookedAt: ContinuousClock.Instant?
    private var isLooking = false
    private var joined: [CheckedContinuation<Void, Never>] = []

    /// - Parameter describe: returns the states of ids; an id that AWS does not know (yet) is left out.
    init(describe: @escaping @Sendable ([String]) async throws -> [String: State]) { self.describe = describe }

    /// Says that somebody waits for a thing.
    func begin(_ id: String) { pending[id, default: 0] += 1 }

    /// Says that somebody stopped waiting for a thing.
    func end(_ id: String) {
        pending[id] = pending[id].flatMap { $0 > 1 ? $0 - 1 : nil }
        if pending[id] == nil { states[id] = nil }
    }

    /// Returns the state of a thing as of `maximumAge` ago or later; nil when AWS does not know the thing.
    func state(of id: String, maximumAge: Duration) async throws -> State? {
        while isLooking {
            await withCheckedContinuation { joined.append($0) }
            if let state = states[id] { return state }
        }
        let isFresh = lookedAt.map { ContinuousClock.now - $0 < maximumAge } ?? false
        if !isFresh || states[id] == nil { try await look() }
        return states[id]
    }

    private func look() async throws {
        isLooking = true
        defer {
            isLooking = false
            for continuation in joined { continuation.resume() }
            joined = []
        }
        let ids = pending.keys.sorted()
        states = try await describe(ids)
        lookedAt = .now
    }
}
