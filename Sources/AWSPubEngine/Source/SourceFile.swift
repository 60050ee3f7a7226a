import Foundation

/// A disk image on this host.
struct SourceFile: Sendable {
    let path: String

    /// Reads what tells the format.
    func sample() throws(EngineError) -> SourceSample {
        do { return try read() } catch { throw EngineError(.fileUnreadable, "the source \(path) cannot be read: \(error.localizedDescription)") }
    }

    private func read() throws -> SourceSample {
        let file = try FileHandle(forReadingFrom: URL(filePath: path))
        defer { try? file.close() }  // a file that was only read loses nothing
        let head = try file.read(upToCount: SourceSample.headLength) ?? Data()
        let size = try file.seekToEnd()
        try file.seek(toOffset: size - min(size, UInt64(SourceSample.tailLength)))
        let tail = try file.readToEnd() ?? Data()
        return SourceSample(size: Int64(size), head: Array(head), tail: Array(tail))
    }
}
