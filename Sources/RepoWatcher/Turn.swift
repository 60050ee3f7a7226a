/// Lets one at a time do something, in the order in which they came.
actor Turn {
    private var isTaken = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    func take() async {
        guard isTaken else {
            isTaken = true
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }

    func pass() {
        guard !waiting.isEmpty else {
            isTaken = false
            return
        }
        waiting.removeFirst().resume()
    }

    /// Does something while nobody else does.
    nonisolated func alone<Value: Sendable>(_ body: @Sendable () async throws -> Value) async throws -> Value {
        await take()
        do {
            let value = try await body()
            await pass()
            return value
        } catch {
            await pass()
            throw error
        }
    }
}
