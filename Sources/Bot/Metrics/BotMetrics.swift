package import Foundation
import Synchronization

/// What the daemon counts, since it was started.
package final class BotMetrics: Sendable {
    /// How long runs took.
    package struct Histogram: Sendable, Hashable {
        /// In seconds. A run that finds everything there takes one; one with an import and copies half an hour.
        package static let bounds: [Double] = [1, 5, 15, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200]
        /// How many were within each of the bounds and not within the one before; the last is for those beyond all.
        package private(set) var counts = [Int](repeating: 0, count: bounds.count + 1)
        /// In seconds.
        package private(set) var sum = 0.0

        mutating func observe(_ seconds: Double) {
            counts[Self.bounds.firstIndex { seconds <= $0 } ?? Self.bounds.count] += 1
            sum += seconds
        }
    }

    package let started: Date
    private let counters = Mutex<[BotCounter: [[String]: Int]]>([:])
    private let durations = Mutex<[String: Histogram]>([:])

    package init(started: Date = Date()) { self.started = started }

    /// Adds to a counter.
    /// - Parameter labels: a value for each of the counter's labels. They are never what strangers say, so their number is bounded.
    package func count(_ counter: BotCounter, _ labels: String..., by number: Int = 1) {
        counters.withLock { $0[counter, default: [:]][labels, default: 0] += number }
    }

    /// Adds a run to those that took this long.
    package func observeRun(_ result: String, seconds: Double) {
        durations.withLock { $0[result, default: Histogram()].observe(seconds) }
    }

    /// Returns a counter's values by those of its labels.
    package func values(of counter: BotCounter) -> [[String]: Int] { counters.withLock { $0[counter] ?? [:] } }

    /// How long runs took, by their result.
    package var runDurations: [String: Histogram] { durations.withLock(\.self) }
}
