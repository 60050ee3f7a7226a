package import ConfigDiff
package import Foundation
import ImageConfig

/// One execution of one unit at one commit.
package struct RecordedRun: Sendable, Hashable {
    package enum State: Sendable, Hashable {
        case running
        case finished(Manifest.Status)
        /// It was ended before it came to a result; the next look goes on from there.
        case stopped
    }

    package let id: String
    package let repository: String
    package let unit: UnitID
    /// The commit whose definitions are run, in hex.
    package let commit: String
    package let reasons: [Reason]
    package let started: Date
    package var ended: Date?
    package var state = State.running
    package var errors: [String] = []

    /// The group's name; nil for the images in no group.
    package var group: String? { unit.group.name }

    /// A word for the state: `running`, `stopped`, or the status of the manifest.
    package var stateName: String {
        switch state {
        case .running: "running"
        case .stopped: "stopped"
        case .finished(let status): status.rawValue
        }
    }
}

/// A line of a run's log.
package struct RunLogLine: Sendable, Hashable {
    package let time: Date
    package let text: String

    /// In characters. What AWS says is longer only where it quotes what it was sent.
    private static let longest = 2000

    init(time: Date, text: String) {
        self.time = time
        self.text = text.count > Self.longest ? "\(text.prefix(Self.longest))…" : text
    }
}

/// The lines of a run's log that are kept: the last ones.
package struct RunLog: Sendable, Hashable {
    package private(set) var lines: [RunLogLine] = []
    /// How many lines before them are gone.
    package private(set) var dropped = 0

    mutating func append(_ line: RunLogLine, limit: Int) {
        lines.append(line)
        // A fifth at a time, so that a long log is not moved for each of its lines.
        guard lines.count > limit + limit / 5 else { return }
        dropped += lines.count - limit
        lines.removeFirst(lines.count - limit)
    }
}
