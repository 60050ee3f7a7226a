import Digest
import Foundation

/// Fetches a file with a known digest into a folder, where it is found by its digest the next time. A fetch that was broken off goes on where it was.
struct SourceDownload: Sendable {
    let directory: String
    let sha256: String

    /// Where the whole file is.
    var path: String { "\(directory)/sha256-\(sha256)" }
    private var partPath: String { "\(path).part" }
    private var validatorPath: String { "\(path).validator" }

    /// Attempts that may fail one after the other without a byte.
    private static let attempts = 8

    /// Fetches the file and checks its digest.
    /// - Throws: `EngineError` when it cannot be fetched or has another digest.
    func run(_ remote: some RemoteFile) async throws {
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        var isFresh = try begin(remote)
        while true {
            try await fetch(remote)
            let digest = try await FileDigest.compute(path: partPath).whole.hex
            if digest == sha256 { break }
            try FileManager.default.removeItem(atPath: partPath)
            guard !isFresh else {
                throw EngineError(.fileUnreadable, "the source \(remote.name) has the SHA-256 \(digest), but awspub-bot.source.sha256 says \(sha256)")
            }
            // What an earlier run left did not fit to the rest.
            isFresh = true
        }
        guard rename(partPath, path) == 0 else {
            throw EngineError(.fileUnreadable, "\(path) cannot be written: \(String(cString: strerror(errno)))")
        }
    }

    /// Keeps what an earlier run fetched, if it is of the same content.
    /// - Returns: whether nothing was kept.
    private func begin(_ remote: some RemoteFile) throws -> Bool {
        let known = FileManager.default.contents(atPath: validatorPath).map { String(decoding: $0, as: UTF8.self) }
        if let validator = remote.validator, validator == known, size > 0 { return false }
        if FileManager.default.fileExists(atPath: partPath) { try FileManager.default.removeItem(atPath: partPath) }
        try Data((remote.validator ?? "").utf8).write(to: URL(filePath: validatorPath), options: .atomic)
        return true
    }

    private func fetch(_ remote: some RemoteFile) async throws {
        var failures = 0
        while true {
            let before = size
            do {
                let file = try open()
                defer { try? file.close() }  // the digest tells whether everything was written
                if try await remote.fetch(from: before, into: file) { return }
                failures = 0
            } catch let error as FetchError {
                try Task.checkCancellation()
                failures = size > before ? 1 : failures + 1
                guard error.remedy != .none, failures < SourceDownload.attempts else {
                    throw EngineError(.fileUnreadable, "the source cannot be fetched: \(error.reason)")
                }
                if error.remedy == .anew || remote.validator == nil { truncate(partPath, 0) }
                try await Task.sleep(for: min(.milliseconds(100 << failures), .seconds(20)))
            }
        }
    }

    /// In bytes; what is there so far.
    private var size: Int64 {
        var status = stat()
        return stat(partPath, &status) == 0 ? Int64(status.st_size) : 0
    }

    private func open() throws -> FileHandle {
        let descriptor = Foundation.open(partPath, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw EngineError(.fileUnreadable, "\(partPath) cannot be written: \(String(cString: strerror(errno)))")
        }
        return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }
}
