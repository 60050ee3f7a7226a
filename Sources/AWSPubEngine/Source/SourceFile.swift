import Foundation

/// A disk image on this host.
package struct SourceFile: Sendable {
    private let path: String

    package init(path: String) { self.path = path }

    /// Returns what the file is, by its content.
    /// - Throws: `EngineError` that says what to do, when EC2 could not import it.
    package func format() throws(EngineError) -> SourceFormat { try judged { sample throws(UnusableSource) in try SourceFormat.detect(sample) } }

    /// Returns what is strange about a file that can be imported all the same; nil for nothing.
    package func doubt() throws(EngineError) -> String? {
        try judged { sample throws(UnusableSource) in
            guard try SourceFormat.detect(sample) == .raw, !SourceFormat.isBootable(sample) else { return nil }
            return "\(path) has no mark of a disk format and no boot sector; it is imported as raw"
        }
    }

    private func judged<Value>(_ judge: (SourceSample) throws(UnusableSource) -> Value) throws(EngineError) -> Value {
        let sample: SourceSample
        do { sample = try read() } catch { throw EngineError(.fileUnreadable, "the source \(path) cannot be read: \(error.localizedDescription)") }
        do { return try judge(sample) } catch { throw EngineError(.unusableSource, "the source \(path) \(error)") }
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
