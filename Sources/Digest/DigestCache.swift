import Foundation

/// Remembers the digests of files, so that a file that did not change is not read again.
///
/// An entry holds for a device, inode, size and both times. The directory can be deleted at any time.
package actor DigestCache {
    private let directory: URL?
    private var known: [String: FileDigest] = [:]

    /// Uses a directory for entries that last, or only memory.
    package init(directory: String?) {
        self.directory = directory.map { URL(filePath: $0, directoryHint: .isDirectory) }
    }

    /// Returns the digests of a file, computed unless they are known.
    /// - Throws: `FileDigestError`.
    package func digest(of path: String, progress: @escaping @Sendable (Int64) -> Void = { _ in }) async throws -> FileDigest {
        let begin = Date()
        guard let identity = FileIdentity(path: path) else { return try await FileDigest.compute(path: path, progress: progress) }
        if let digest = known[identity.key] ?? stored(identity) {
            remember(digest, identity)
            return digest
        }
        let digest = try await FileDigest.compute(path: path, progress: progress)
        // A file that was just written may be written again within the same tick of its clock, unseen.
        guard FileIdentity(path: path) == identity, identity.isSettled(at: begin) else { return digest }
        remember(digest, identity)
        store(digest, for: identity)
        return digest
    }

    /// What is forgotten here is still in the directory.
    private func remember(_ digest: FileDigest, _ identity: FileIdentity) {
        if known.count >= DigestCache.remembered { known = [:] }
        known[identity.key] = digest
    }

    private static let remembered = 1000

    private func stored(_ identity: FileIdentity) -> FileDigest? {
        guard let url = directory?.appending(path: identity.key), let data = FileManager.default.contents(atPath: url.path(percentEncoded: false))
        else {
            return nil
        }
        // An entry that cannot be read is as good as none.
        return try? JSONDecoder().decode(FileDigest.self, from: data)
    }

    /// Failing to store costs time at the next run and nothing else.
    private func store(_ digest: FileDigest, for identity: FileIdentity) {
        guard let directory else { return }
        try? FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        try? JSONEncoder().encode(digest).write(to: directory.appending(path: identity.key), options: .atomic)
    }
}

/// What tells one state of a file from another.
private struct FileIdentity: Equatable {
    let key: String
    private let modified: Double

    init?(path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        modified = Double(status.st_mtim.tv_sec) + Double(status.st_mtim.tv_nsec) / 1e9
        key = [
            String(status.st_dev), String(status.st_ino), String(status.st_size), "\(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)",
            "\(status.st_ctim.tv_sec).\(status.st_ctim.tv_nsec)",
        ].joined(separator: "-")
    }

    func isSettled(at now: Date) -> Bool { now.timeIntervalSince1970 - modified > 2 }
}
