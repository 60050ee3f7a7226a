import Foundation

/// Files that are there whole or not at all, also after a power failure.
enum DurableFile {
    /// Writes a file and its folders; when this returns, both are on the disk.
    /// - Throws: what the file system says.
    static func write(_ data: Data, to path: URL) throws {
        let directory = path.deletingLastPathComponent()
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let temporary = directory.appending(path: ".\(UUID().uuidString)")
        do {
            try data.write(to: temporary)
            try synchronize(temporary)
            guard rename(temporary.path(percentEncoded: false), path.path(percentEncoded: false)) == 0 else {
                throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
            }
        } catch {
            try? FileManager.default.removeItem(at: temporary)  // the reason that it is left over counts
            throw error
        }
        try synchronize(directory)
    }

    private static func synchronize(_ path: URL) throws {
        let file = open(path.path(percentEncoded: false), O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        defer { close(file) }
        guard fsync(file) == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    }
}
