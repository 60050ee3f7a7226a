/// A value that is looked up when it is first asked for, once for all who ask meanwhile. A failure is not kept: the next one tries again.
actor LookedUpOnce<Value: Sendable> {
    private let lookUp: @Sendable () async throws -> Value
    private var value: Value?
    private var isLooking = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(_ lookUp: @escaping @Sendable () async throws -> Value) { self.lookUp = lookUp }

    func get() async throws -> Value {
        while isLooking { await withCheckedContinuation { waiting.append($0) } }
        if let value { return value }
        isLooking = true
        defer {
            isLooking = false
            for continuation in waiting { continuation.resume() }
            waiting = []
        }
        let found = try await lookUp()
        value = found
        return found
    }
}
