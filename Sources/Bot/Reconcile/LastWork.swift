/// Does something that is wanted although the task is cancelled already, for so long at most.
/// - Throws: what the work throws; `CancellationError` when it takes longer and heeds that.
func lastWork(within limit: Duration, _ work: @escaping @Sendable () async throws -> Void) async throws {
    // Tasks of their own, since a child would be cancelled from the start.
    let attempt = Task { try await work() }
    let end = Task {
        try await Task.sleep(for: limit)
        attempt.cancel()
    }
    defer { end.cancel() }
    try await attempt.value
}
