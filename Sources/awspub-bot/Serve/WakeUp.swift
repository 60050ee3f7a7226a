import Synchronization

/// Asks for a look soon. However often it is woken before the look begins, it is one look.
final class WakeUp: Sendable {
    private struct State {
        var isPending = false
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    func wake() {
        state.withLock { state -> CheckedContinuation<Void, Never>? in
            defer { state.waiter = nil }
            state.isPending = state.waiter == nil
            return state.waiter
        }?.resume()
    }

    /// Waits to be woken, or for so long.
    /// - Returns: whether it was woken.
    /// - Throws: `CancellationError`.
    @discardableResult
    func wait(atMost limit: Duration) async throws -> Bool {
        let isWoken = try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await Task.sleep(for: limit)
                return false
            }
            group.addTask {
                await self.untilWoken()
                return true
            }
            defer { group.cancelAll() }
            return try await group.next() ?? false
        }
        try Task.checkCancellation()
        return isWoken
    }

    private func untilWoken() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    guard !state.isPending, !Task.isCancelled else {
                        if !Task.isCancelled { state.isPending = false }
                        return true
                    }
                    state.waiter = continuation
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            state.withLock { state in
                defer { state.waiter = nil }
                return state.waiter
            }?.resume()
        }
    }
}
