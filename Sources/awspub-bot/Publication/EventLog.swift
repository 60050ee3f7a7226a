import AWSPubEngine
import Foundation
import Logging
import Synchronization

/// A file to which is written what the engine does, a line for each thing.
final class EventLog: Sendable {
    private let file: Mutex<FileHandle>

    /// Opens a file for appending; it is made when it is not there.
    /// - Throws: `CommandFailure` when it cannot be written.
    init(path: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw CommandFailure(.usage, "the log file \(path) cannot be written: \(String(cString: strerror(errno)))") }
        file = Mutex(FileHandle(fileDescriptor: descriptor, closeOnDealloc: true))
    }

    /// Writes what an event says, unless it only counts on.
    func append(_ event: EngineEvent) {
        guard let words = ProgressText.words(event.kind) else { return }
        var metadata: Logger.Metadata = [:]
        metadata["image"] = event.image.map { .string($0) }
        metadata["region"] = event.region.map { .string($0) }
        let line = LogLine(level: .info, message: words, metadata: metadata, date: Date()).text
        // A full disk must not stop a publication.
        file.withLock { try? $0.write(contentsOf: Data((line + "\n").utf8)) }
    }
}
