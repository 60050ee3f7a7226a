import Foundation

/// Blocking work on threads of its own, so that it keeps none of the cooperative pool's.
enum OnThreads {
    /// Calls a function for each item, on as many threads as there are processors.
    /// - Returns: what it returned, in the order of the items.
    static func map<Item: Sendable, Value: Sendable>(_ items: ArraySlice<Item>, _ body: @escaping @Sendable (Item) -> Value) async -> [Value] {
        let threads = min(ProcessInfo.processInfo.activeProcessorCount, items.count)
        return await withTaskGroup(of: [(Int, Value)].self) { group in
            for thread in 0..<threads {
                group.addTask {
                    await run { stride(from: items.startIndex + thread, to: items.endIndex, by: threads).map { ($0, body(items[$0])) } }
                }
            }
            var all: [(Int, Value)] = []
            all.reserveCapacity(items.count)
            for await done in group { all += done }
            return all.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    private static func run<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: work()) }
        }
    }
}
