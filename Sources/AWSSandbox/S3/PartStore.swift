import Foundation
import NIOCore
import Synchronization

/// The folder with the content of objects and parts, one file each.
final class PartStore: Sendable {
    private let directory: URL
    private let isTemporary: Bool
    private let discardsContent: Bool
    private let counter = Atomic<Int>(0)

    /// Opens a folder.
    /// - Parameters:
    ///   - directory: nil makes a temporary one.
    ///   - discardsContent: files get holes in place of what is written.
    /// - Throws: when the folder cannot be made.
    init(directory: String?, discardsContent: Bool) throws {
        self.discardsContent = discardsContent
        isTemporary = directory == nil
        self.directory =
            directory.map { URL(filePath: $0) } ?? FileManager.default.temporaryDirectory.appending(path: "sandbox-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: self.directory, withIntermediateDirectories: true)
    }

    deinit { removeTemporaryFiles() }

    /// Begins a file.
    func newFile(_ algorithms: Set<ChecksumAlgorithm>) throws -> PartSink {
        let path = directory.appending(path: "part-\(getpid())-\(counter.add(1, ordering: .relaxed).newValue)").path
        return try PartSink(path: path, algorithms: algorithms, discardsContent: discardsContent)
    }

    /// Removes files that nothing refers to any more. A file that is gone already is no concern.
    func remove(_ files: [String]) {
        for file in files { unlink(file) }
    }

    func removeTemporaryFiles() {
        guard isTemporary else { return }
        do { try FileManager.default.removeItem(at: directory) } catch {
            // The operating system clears its temporary folder; nothing depends on ours being gone.
        }
    }
}

/// A piece of a file.
struct FileSlice: Sendable {
    let path: String
    let offset: Int
    let count: Int
}

/// Reads a slice piece by piece.
struct SliceReader: ~Copyable {
    private let descriptor: Int32
    private var offset: Int
    private var remaining: Int

    init(_ slice: FileSlice) throws {
        descriptor = open(slice.path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError(operation: "open", path: slice.path, code: errno) }
        (offset, remaining) = (slice.offset, slice.count)
    }

    deinit { close(descriptor) }

    /// Returns the next piece, nil at the end.
    mutating func next(_ limit: Int = 256 << 10) throws -> ByteBuffer? {
        guard remaining > 0 else { return nil }
        var buffer = ByteBufferAllocator().buffer(capacity: min(limit, remaining))
        let (file, position, wanted) = (descriptor, offset, min(limit, remaining))
        let count = buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: wanted) { bytes in
            max(0, pread(file, bytes.baseAddress, wanted, position))
        }
        guard count > 0 else { throw FileError(operation: "read", path: "of an object", code: errno) }
        offset += count
        remaining -= count
        return buffer
    }
}

/// Tells that a file of the sandbox could not be used.
struct FileError: Error, CustomStringConvertible {
    let operation: String
    let path: String
    let code: Int32

    var description: String { "cannot \(operation) \(path): \(String(cString: strerror(code)))" }
}
