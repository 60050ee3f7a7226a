import Digest
import Foundation

/// Takes the content of an object or part: into a file, through all checksums asked for.
struct PartSink: ~Copyable {
    let path: String
    private let descriptor: Int32
    private let discardsContent: Bool
    private var digest: SHA256Stream?
    private var crcs: [ChecksumAlgorithm: UInt64] = [:]
    private(set) var size = 0

    /// Begins a file.
    /// - Parameter discardsContent: the file becomes a hole of the right size.
    init(path: String, algorithms: Set<ChecksumAlgorithm>, discardsContent: Bool) throws {
        self.path = path
        self.discardsContent = discardsContent
        descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw FileError(operation: "create", path: path, code: errno) }
        digest = algorithms.contains(.sha256) ? SHA256Stream() : nil
        for algorithm in algorithms where algorithm != .sha256 { crcs[algorithm] = 0 }
    }

    deinit { close(descriptor) }

    mutating func write(_ bytes: UnsafeRawBufferPointer) throws {
        guard !bytes.isEmpty else { return }
        digest?.update(bytes)
        for algorithm in Array(crcs.keys) { crcs[algorithm] = algorithm.crc?.update(crcs[algorithm] ?? 0, bytes) }
        var rest = discardsContent ? UnsafeRawBufferPointer(rebasing: bytes[..<0]) : bytes
        while !rest.isEmpty {
            let written = Foundation.write(descriptor, rest.baseAddress, rest.count)
            guard written > 0 else { throw FileError(operation: "write", path: path, code: errno) }
            rest = UnsafeRawBufferPointer(rebasing: rest[written...])
        }
        size += bytes.count
    }

    /// Ends the file.
    /// - Returns: the checksums in base64.
    mutating func finish() throws -> [ChecksumAlgorithm: String] {
        guard !discardsContent || ftruncate(descriptor, off_t(size)) == 0 else { throw FileError(operation: "resize", path: path, code: errno) }
        var checksums: [ChecksumAlgorithm: String] = [:]
        for (algorithm, value) in crcs { checksums[algorithm] = algorithm.crc?.base64(value) }
        if let sha256 = digest?.finalizeAndReset() { checksums[.sha256] = sha256.base64 }
        return checksums
    }
}
