import Foundation
import Synchronization

/// Signals as values, read on a thread of their own. The handlers do nothing but write a byte to a pipe; programs that this process starts get
/// the signals' default actions, which ignored or blocked signals would not give them.
final class Signals: Sendable {
    static let shared = Signals()

    private let pipe: (readEnd: Int32, writeEnd: Int32)
    private let listeners = Mutex<[Int32: [@Sendable () -> Void]]>([:])

    private init() {
        var ends: [Int32] = [-1, -1]
        if Foundation.pipe(&ends) != 0 { ends = [-1, -1] }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        pipe = (ends[0], ends[1])
        let readEnd = ends[0]
        Thread.detachNewThread { [unowned self] in  // the one instance is never freed
            // Here they arrive, whatever the process was started with: a parent may have blocked them, as threads of libdispatch do.
            var none = sigset_t()
            sigemptyset(&none)
            pthread_sigmask(SIG_SETMASK, &none, nil)
            var number: UInt8 = 0
            while true {
                let count = read(readEnd, &number, 1)
                if count == 1 {
                    for listener in listeners.withLock({ $0[Int32(number)] ?? [] }) { listener() }
                } else if count == 0 || errno != EINTR {
                    return
                }
            }
        }
    }

    /// Calls the listener, on the signals' thread, each time the signal comes. The signal's default action is gone from then on.
    func listen(to number: Int32, _ listener: @escaping @Sendable () -> Void) {
        listeners.withLock { $0[number, default: []].append(listener) }
        signal(number) { number in
            let saved = errno
            var byte = UInt8(truncatingIfNeeded: number)
            _ = write(Signals.shared.pipe.writeEnd, &byte, 1)
            errno = saved
        }
    }

    /// Makes a signal do nothing here; unlike an ignored one it keeps its default action in the programs that this process starts.
    static func neutralize(_ number: Int32) { signal(number) { _ in } }
}
