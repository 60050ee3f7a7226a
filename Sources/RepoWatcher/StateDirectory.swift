import Foundation
import Synchronization

/// The folder where a process keeps its clone, its caches and the results it has not pushed yet. One process uses it at a time.
package final class StateDirectory: Sendable {
    package let path: String
    private let lock: Int32

    /// Makes the folder, readable for its owner only, and takes it.
    /// - Throws: `StateDirectoryError`, which names the process that has it.
    package init(at path: String) throws {
        self.path = path
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: path)
        } catch {
            throw StateDirectoryError(path: path, reason: "cannot be made: \(error.localizedDescription)")
        }
        let lockPath = "\(path)/lock"
        lock = open(lockPath, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard lock >= 0 else { throw StateDirectoryError(path: path, reason: "cannot be locked: \(String(cString: strerror(errno)))") }
        guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
            // All properties are set, so `deinit` closes the file; to close it here as well could hit a file that somebody else just opened.
            let holder = (try? String(contentsOfFile: lockPath, encoding: .utf8)) ?? ""  // who it is, is only for the message
            let name = holder.isEmpty ? "another process" : holder.trimmingCharacters(in: .whitespacesAndNewlines)
            throw StateDirectoryError(path: path, reason: "is in use by \(name); stop it, or use another --state-dir")
        }
        let holder = "process \(getpid()) on \(ProcessInfo.processInfo.hostName)\n"
        ftruncate(lock, 0)
        _ = holder.withCString { write(lock, $0, strlen($0)) }
    }

    deinit {
        // A program that is being started this moment has the file open, too, until it runs: closing it alone would not unlock it yet.
        flock(lock, LOCK_UN)
        close(lock)
    }

    /// In bytes; below that git, journals and caches soon fail.
    private static let leastSpace: UInt64 = 256 << 10

    /// Whether there is no space left on its disk, or next to none.
    package var isFull: Bool {
        var status = statvfs()
        return statvfs(path, &status) == 0 && UInt64(status.f_bavail) * UInt64(status.f_frsize) < StateDirectory.leastSpace
    }

    /// Returns the path of something in the folder.
    package func path(_ name: String) -> String { "\(path)/\(name)" }
}

/// Tells why a state directory cannot be used.
package struct StateDirectoryError: Error, CustomStringConvertible {
    package let path: String
    package let reason: String

    package var description: String { "the state directory \(path) \(reason)" }
}
