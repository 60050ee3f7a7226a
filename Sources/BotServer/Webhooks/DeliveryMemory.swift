import Digest
import Foundation

/// Remembers which deliveries came, by the digest of what was signed: a delivery's id header is not signed, so it proves nothing.
///
/// With a file it does so over restarts: a line for each delivery, read when the first one comes.
struct DeliveryMemory: Sendable {
    /// Enough for a forge that repeats what it sent in an hour, at 40 bytes each.
    static let capacity = 4096
    private let path: String?
    private var isRead = false
    private var known: Set<SHA256Digest> = []
    /// The oldest first, beginning at `next`.
    private var order: [SHA256Digest] = []
    private var next = 0
    private var lines = 0

    /// - Parameter path: the file; nil to forget with the process.
    init(file path: String? = nil) { self.path = path }

    /// Remembers the delivery.
    /// - Returns: whether it is new.
    mutating func insert(_ digest: SHA256Digest) -> Bool {
        if !isRead { read() }
        guard add(digest) else { return false }
        write(digest)
        return true
    }

    private mutating func add(_ digest: SHA256Digest) -> Bool {
        guard known.insert(digest).inserted else { return false }
        if order.count < Self.capacity {
            order.append(digest)
        } else {
            known.remove(order[next])
            order[next] = digest
            next = (next + 1) % Self.capacity
        }
        return true
    }

    /// Takes the lines that are digests; one that was being written as the process was killed is none.
    private mutating func read() {
        isRead = true
        guard let path, let file = FileHandle(forReadingAtPath: path) else { return }
        defer { try? file.close() }  // it was only read
        // At most what this has written itself.
        let data = (try? file.read(upToCount: Self.lineLength * Self.longestFile)) ?? Data()
        for line in data.split(separator: 0x0A) {
            lines += 1
            if let digest = SHA256Digest(hex: String(decoding: line, as: UTF8.self)) { _ = add(digest) }
        }
        // The next line must not become a part of a torn one.
        if data.last != nil, data.last != 0x0A { compact() }
    }

    /// In lines; then the file is written anew.
    private static let longestFile = 2 * capacity
    private static let lineLength = 65

    /// A delivery that cannot be kept is forgotten with the process, and would then wake the bot once more, which is harmless.
    private mutating func write(_ digest: SHA256Digest) {
        guard let path else { return }
        guard lines < Self.longestFile else { return compact() }
        let file = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { return }
        defer { close(file) }
        let line = Array("\(digest.hex)\n".utf8)
        lines += 1
        // One write of a line to the page cache: short enough for the thread that answers.
        _ = line.withUnsafeBytes { Foundation.write(file, $0.baseAddress, $0.count) }
    }

    private mutating func compact() {
        guard let path else { return }
        let ordered = order[next...] + order[..<next]
        try? Data(ordered.map { "\($0.hex)\n" }.joined().utf8).write(to: URL(filePath: path), options: .atomic)
        lines = ordered.count
    }
}
