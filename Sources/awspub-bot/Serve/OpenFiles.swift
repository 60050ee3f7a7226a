import Foundation

/// How many files and connections the process may hold.
enum OpenFiles {
    /// Raises the limit as far as the process may by itself; shells often give 1,024, which idle connections would use up.
    /// - Returns: the limit now.
    static func raiseLimit() -> Int {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 1024 }
        var raised = limit
        // More than a million are never needed, and some programs that this one starts close every number there is.
        raised.rlim_cur = min(limit.rlim_max, 65_536)
        guard raised.rlim_cur > limit.rlim_cur, setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &raised) == 0 else {
            return Int(clamping: limit.rlim_cur)
        }
        return Int(clamping: raised.rlim_cur)
    }
}
