import Dispatch
import Foundation

/// Runs a command until it ends. The first SIGINT or SIGTERM cancels it, and it leaves at its next safe point, in 5 seconds at most; the second ends
/// the process at once.
enum Interruption {
    private enum Ending: Sendable {
        case signalled
        case ended(ExitStatus)
    }

    /// Returns how the operation ended. A cancelled one that comes to a good end, as a service does, is done; any other is interrupted.
    static func watch(_ operation: @escaping @Sendable () async -> ExitStatus) async -> ExitStatus {
        let (signals, continuation) = AsyncStream.makeStream(of: Void.self)
        let first = FirstTime()
        for number in [SIGINT, SIGTERM] {
            Signals.shared.listen(to: number) {
                guard first.isFirst() else { _exit(ExitStatus.interrupted.rawValue) }
                // Whatever is under way then: a run is safe to be killed at any point.
                DispatchQueue.global().asyncAfter(deadline: .now() + 4.5) {
                    LastWords.shared.say()
                    _exit(ExitStatus.interrupted.rawValue)
                }
                continuation.yield()
            }
        }
        return await withTaskGroup(of: Ending.self) { group in
            group.addTask { .ended(await operation()) }
            group.addTask {
                for await _ in signals { break }
                return .signalled
            }
            for await ending in group {
                group.cancelAll()
                guard case .ended(let status) = ending else { continue }
                return status == .done || !first.hasPassed ? status : .interrupted
            }
            return .done
        }
    }
}
