import AWSSandbox

extension RunningProgram {
    /// Waits until a call of it is held, or it ends.
    /// - Returns: whether one is held.
    func reaches(_ held: AsyncStream<SandboxCall>) async -> Bool {
        await withTaskGroup(of: Bool.self) { group in
            group.addTask { await held.first { _ in true } != nil }
            group.addTask { (try? await self.end()) == nil }
            let isHeld = await group.next() ?? false
            group.cancelAll()
            return isHeld
        }
    }
}
