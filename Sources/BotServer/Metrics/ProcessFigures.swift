import Foundation

/// What Linux says about this process; nil where it does not.
struct ProcessFigures: Sendable, Hashable {
    var openFiles: Int?
    var residentBytes: Int?

    init() {
        // The listing itself takes one.
        openFiles = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count).map { $0 - 1 }
        let pages = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ").dropFirst().first.flatMap { Int($0) }
        residentBytes = pages.map { $0 * sysconf(Int32(_SC_PAGESIZE)) }
    }
}
