import Foundation
import ServiceLifecycle

/// Lets the threads that answer go first where there are fewer processors than work: all others, and the programs that they start, give way. On a
/// machine with time for all it changes nothing.
///
/// A thread has its niceness from the one that made it, and pools make theirs when they need them, so they are looked for again and again.
struct ThreadPriorities: Service {
    /// A thread of this niceness gets a tenth of the time of one without. Anybody may raise it for one's own threads, and nobody lower it again.
    private static let niceness: Int32 = 10
    private static let pause = Duration.seconds(1)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var known: Set<id_t> = []
            repeat {
                let threads = Self.threads
                // One that is new may not have its name yet.
                for thread in threads.intersection(known) where !Self.answers(thread) {
                    setpriority(__priority_which_t(PRIO_PROCESS.rawValue), thread, Self.niceness)
                }
                known = threads
            } while (try? await Task.sleep(for: Self.pause)) != nil  // cancelled: it is over
        }
    }

    private static let folder = "/proc/self/task"

    private static var threads: Set<id_t> {
        Set((try? FileManager.default.contentsOfDirectory(atPath: folder))?.compactMap { id_t($0) } ?? [])  // not Linux: none
    }

    /// NIO names the threads of its event loops like this. One that has just ended has no name, and needs no priority.
    private static func answers(_ thread: id_t) -> Bool {
        (try? String(contentsOfFile: "\(folder)/\(thread)/comm", encoding: .utf8))?.hasPrefix("NIO-") ?? true
    }
}
