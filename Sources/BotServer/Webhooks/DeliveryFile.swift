import Digest
import Foundation
import Synchronization

/// Keeps over restarts which deliveries came: a line for each. The lines before the last few thousand are in a second file, so that no line takes
/// longer than others. The threads that answer write them.
final class DeliveryFile: Sendable {
    private let path: String
    private let capacity: Int
    /// How many the first file has.
    private let lines = Mutex(0)

    /// - Parameter capacity: how many deliveries have to be known at least.
    init(at path: String, capacity: Int) {
        self.path = path
        self.capacity = capacity
    }

    /// Returns the deliveries that are known, the oldest first.
    func read() -> [SHA256Digest] {
        let newer = data(path)
        // The next line must not become a part of one that was being written as the process was killed.
        if let last = newer.last, last != 0x0A { append("\n") }
        lines.withLock { $0 = newer.count { $0 == 0x0A } }
        return digests(data(older)) + digests(newer)
    }

    /// Adds a delivery. One that cannot be kept is forgotten with the process, and would then wake the bot once more, which is harmless.
    func add(_ digest: SHA256Digest) {
        lines.withLock { lines in
            if lines >= capacity, rename(path, older) == 0 { lines = 0 }
            lines += 1
        }
        append("\(digest.hex)\n")
    }

    private var older: String { "\(path).old" }

    private static let lineLength = 65

    private func data(_ path: String) -> Data {
        guard let file = FileHandle(forReadingAtPath: path) else { return Data() }
        defer { try? file.close() }  // it was only read
        // More than this has written itself.
        return (try? file.read(upToCount: 2 * Self.lineLength * capacity)) ?? Data()
    }

    /// Leaves out lines that are no digests, such as one that was not written to its end.
    private func digests(_ data: Data) -> [SHA256Digest] {
        data.split(separator: 0x0A).compactMap { SHA256Digest(hex: String(decoding: $0, as: UTF8.self)) }
    }

    /// One write to the page cache, which needs no lock.
    private func append(_ line: String) {
        let file = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { return }
        defer { close(file) }
        let bytes = Array(line.utf8)
        _ = write(file, bytes, bytes.count)
    }
}
