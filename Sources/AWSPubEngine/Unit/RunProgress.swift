import Digest
import Foundation

/// Remembers on disk what a run came to, before its cleanup and until its result is in git: a run that is broken off then goes on from there,
/// instead of making the temporary images anew that it just removed.
package struct RunProgress: Sendable {
    private let path: URL
    private let run: String

    /// - Parameters:
    ///   - directory: made when there is something to remember.
    ///   - unit: what tells the unit from all others; one run of each is remembered.
    ///   - run: what must be the same for a run to go on where another was broken off.
    package init(directory: String, unit: String, run: String) {
        path = URL(filePath: directory, directoryHint: .isDirectory).appending(path: SHA256.digest(unit).hex)
        self.run = run
    }

    private struct Record: Codable {
        let run: String
        let images: [String: [String: ImageInfo]]
        let publication: PublicationRecord?
    }

    /// Returns what a run that was broken off came to.
    func outcome() -> UnitOutcome? {
        // What cannot be read, such as the file of another version, only costs the time to do it all again.
        guard let data = try? Data(contentsOf: path), let record = try? JSONDecoder().decode(Record.self, from: data), record.run == run else {
            return nil
        }
        var outcome = UnitOutcome()
        outcome.images = record.images
        outcome.publication = record.publication
        return outcome
    }

    /// Removes what is remembered of the unit: it is in git now.
    package func forget() {
        // One that stays only costs a look at it: it counts for the very same run alone.
        try? FileManager.default.removeItem(at: path)
    }

    func record(_ outcome: UnitOutcome) throws {
        let record = Record(run: run, images: outcome.images, publication: outcome.publication)
        try DurableFile.write(JSONEncoder().encode(record), to: path)
    }
}
