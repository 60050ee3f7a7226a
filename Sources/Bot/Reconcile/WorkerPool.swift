/// Places to work in, for all repositories together. A place that becomes free goes to the repository that has the fewest, and among equals to
/// whoever waited longest, so that a repository with a thousand configs does not keep one with a single config waiting.
package actor WorkerPool {
    private var places: Int
    private var used = 0
    private var taken: [String: Int] = [:]
    private var waiting: [Waiter] = []
    private var nextID = 0

    private struct Waiter {
        let id: Int
        let repository: String
        let continuation: CheckedContinuation<Bool, Never>
    }

    /// - Parameter places: how many work at a time; at least one.
    package init(places: Int) { self.places = max(1, places) }

    /// Has another number of places from now on. Who works in one that is too many comes to an end.
    package func resize(to places: Int) {
        self.places = max(1, places)
        while used < self.places, giveToNext() {}
    }

    /// Waits for a place, works in it, and leaves it.
    /// - Throws: `CancellationError` when the task is cancelled while it waits; what the work throws.
    package func withPlace<Value: Sendable>(for repository: String, _ work: @Sendable () async throws -> Value) async throws -> Value {
        try await take(for: repository)
        defer { leave(repository) }
        return try await work()
    }

    /// Waits for a place and works in it. When that takes longer than the limit, the place is left to others, and the work goes on.
    /// - Throws: `CancellationError` when the task is cancelled while it waits; what the work throws.
    package func withPlace<Value: Sendable>(
        for repository: String, atMost limit: Duration, _ work: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        try await take(for: repository)
        return try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask { try await work() }
            group.addTask {
                // It ends when the work does, too.
                try? await Task.sleep(for: limit)
                await self.leave(repository)
                return nil
            }
            while let ended = try await group.next() {
                guard let value = ended else { continue }
                group.cancelAll()
                return value
            }
            throw CancellationError()
        }
    }

    private func take(for repository: String) async throws {
        try Task.checkCancellation()
        if used < places {
            used += 1
            taken[repository, default: 0] += 1
            return
        }
        let id = nextID
        nextID += 1
        let hasPlace = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                guard !Task.isCancelled else { return continuation.resume(returning: false) }
                waiting.append(Waiter(id: id, repository: repository, continuation: continuation))
            }
        } onCancel: {
            Task { await self.giveUp(id) }
        }
        guard hasPlace else { throw CancellationError() }
    }

    private func leave(_ repository: String) {
        taken[repository, default: 1] -= 1
        if taken[repository] == 0 { taken[repository] = nil }
        used -= 1
        if used < places { giveToNext() }
    }

    /// Gives a free place to who waits and comes first.
    /// - Returns: whether somebody waited.
    @discardableResult
    private func giveToNext() -> Bool {
        guard let index = waiting.indices.min(by: { (taken[waiting[$0].repository] ?? 0, $0) < (taken[waiting[$1].repository] ?? 0, $1) }) else {
            return false
        }
        let next = waiting.remove(at: index)
        used += 1
        taken[next.repository, default: 0] += 1
        next.continuation.resume(returning: true)
        return true
    }

    private func giveUp(_ id: Int) {
        guard let index = waiting.firstIndex(where: { $0.id == id }) else { return }
        waiting.remove(at: index).continuation.resume(returning: false)
    }
}
