import Foundation

/// Files that are read at once.
package enum SmallFile {
    /// Tells that a file cannot be read.
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    /// Returns what a file holds; links are followed. Blocks for as long as the disk takes.
    /// - Parameter limit: in bytes.
    /// - Throws: `Failure` for what is no regular file, is longer, or cannot be read.
    package static func content(of path: String, limit: Int) throws(Failure) -> [UInt8] {
        // A pipe without a writer must not hold anybody up.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw failure("the file cannot be read") }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure("the file cannot be read") }
        guard status.st_mode & S_IFMT == S_IFREG else { throw Failure(description: "this is not a file") }
        guard status.st_size <= limit else { throw Failure(description: "the file is larger than \(limit >> 20) MiB; configs are not") }
        var count = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: Int(status.st_size)) { buffer, initialized in
            while initialized < buffer.count {
                count = read(descriptor, buffer.baseAddress.map { $0 + initialized }, buffer.count - initialized)
                guard count > 0 else { break }
                initialized += count
            }
        }
        guard count >= 0 else { throw failure("the file cannot be read") }
        var more: UInt8 = 0
        guard read(descriptor, &more, 1) <= 0, bytes.count == Int(status.st_size) else {
            throw Failure(description: "the file changes while it is read, or is no ordinary file; try again when it is complete")
        }
        return bytes
    }

    private static func failure(_ what: String) -> Failure { Failure(description: "\(what): \(String(cString: strerror(errno)))") }
}
