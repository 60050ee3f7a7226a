import Foundation
import Synchronization

extension FileDigest {
    /// The smallest part that awspub and we use: 8 MiB.
    package static let smallestPart: Int64 = 8 << 20

    /// Returns the size of the parts that a file is uploaded in: 8 MiB, doubled until S3's limit of 10,000 parts is kept.
    /// See <https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html>.
    package static func partSize(forFileOf size: Int64) -> Int64 {
        var partSize = smallestPart
        while size > partSize * 10_000 { partSize *= 2 }
        return partSize
    }

    /// Digests a file in one pass: one thread computes the digest of the whole, another those of the parts, both from the same reads.
    /// - Parameters:
    ///   - path: a regular file; links are followed.
    ///   - partSize: in bytes; nil for the one that uploads use.
    ///   - progress: told the number of bytes done, now and then, from another thread.
    /// - Throws: `FileDigestError`.
    package static func compute(
        path: String, partSize: Int64? = nil, progress: @escaping @Sendable (Int64) -> Void = { _ in }
    ) async throws -> FileDigest {
        let file = try DigestedFile(path: path)
        let partSize = partSize ?? FileDigest.partSize(forFileOf: file.size)
        let blocks = SharedBlocks(file)
        async let whole = onThread { try blocks.digestWhole(of: file.size, stride: partSize, progress: progress) }
        async let parts = onThread { try blocks.digestParts(of: partSize) }
        let digest = FileDigest(size: file.size, whole: try await whole, partSize: partSize, parts: try await parts)
        try file.checkUnchanged()
        return digest
    }

    /// Opens a file as `compute` does, without reading it.
    /// - Throws: `FileDigestError` for what cannot be digested.
    package static func checkReadable(path: String) throws { _ = try DigestedFile(path: path) }

    /// Returns the size of a file in bytes; 0 for one that cannot be looked at, which `compute` tells.
    package static func size(path: String) -> Int64 {
        var status = stat()
        return stat(path, &status) == 0 ? Int64(status.st_size) : 0
    }

    /// Runs blocking work on a thread of its own, since the pool's threads must not block.
    private static func onThread<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try work() }) }
        }
    }
}

/// A file that is open for digesting.
final class DigestedFile: Sendable {
    let size: Int64
    private let path: String
    private let descriptor: Int32
    private let modified: timespec

    init(path: String) throws {
        self.path = path
        descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw FileDigestError(path: path, reason: String(cString: strerror(errno))) }
        var status = stat()
        // Of all that is no regular file, the null device alone has a content with an end.
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG || DigestedFile.isNullDevice(status) else {
            close(descriptor)
            throw FileDigestError(path: path, reason: "is not a regular file")
        }
        size = Int64(status.st_size)
        modified = status.st_mtim
        posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL)
    }

    deinit { close(descriptor) }

    /// Linux gives the null device these numbers: <https://www.kernel.org/doc/html/latest/admin-guide/devices.html>.
    private static func isNullDevice(_ status: stat) -> Bool { status.st_mode & S_IFMT == S_IFCHR && status.st_rdev == 1 << 8 | 3 }

    /// Tells a file that was written to while it was read.
    func checkUnchanged() throws {
        var status = stat()
        guard fstat(descriptor, &status) == 0, Int64(status.st_size) == size, status.st_mtim.tv_sec == modified.tv_sec,
            status.st_mtim.tv_nsec == modified.tv_nsec
        else { throw FileDigestError(path: path, reason: "was changed while it was read") }
    }

    /// Fills a buffer from a place in the file.
    func read(_ buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws(FileDigestError) {
        var filled = 0
        while filled < buffer.count {
            let count = pread(descriptor, buffer.baseAddress?.advanced(by: filled), buffer.count - filled, off_t(offset) + off_t(filled))
            guard count > 0 else {
                throw FileDigestError(path: path, reason: count == 0 ? "became shorter while it was read" : String(cString: strerror(errno)))
            }
            filled += count
        }
    }
}

extension SharedBlocks {
    fileprivate func digestWhole(of size: Int64, stride: Int64, progress: @Sendable (Int64) -> Void) throws -> SHA256Digest {
        var stream = SHA256Stream()
        var reported: Int64 = 0
        try forEach(thread: 0) { block, end in
            stream.update(block)
            if end - reported >= stride || end == size {
                reported = end
                progress(end)
            }
        }
        return stream.finalize()
    }

    fileprivate func digestParts(of partSize: Int64) throws -> [SHA256Digest] {
        var parts: [SHA256Digest] = []
        var stream = SHA256Stream()
        var missing = partSize
        try forEach(thread: 1) { block, _ in
            var rest = block
            while !rest.isEmpty {
                let count = Int(min(missing, Int64(rest.count)))
                stream.update(UnsafeRawBufferPointer(rebasing: rest[..<count]))
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
                missing -= Int64(count)
                guard missing == 0 else { continue }
                parts.append(stream.finalizeAndReset())
                missing = partSize
            }
        }
        return missing == partSize ? parts : parts + [stream.finalize()]
    }
}
