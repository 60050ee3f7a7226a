package import AWSPubEngine
import ConfigDiff
package import Foundation
import Synchronization

/// What the daemon does and did: its repositories, their units, the last runs with their logs. It is drawn from the events of the looks and from
/// nothing else, is bounded, and holds nothing that has to survive.
package final class BotRecord: Sendable {
    /// How much is kept.
    package struct Limits: Sendable, Hashable {
        package var runs: Int
        package var linesPerRun: Int

        /// - Parameter linesPerRun: a run in 36 regions tells about 200.
        package init(runs: Int = 1000, linesPerRun: Int = 400) {
            self.runs = runs
            self.linesPerRun = linesPerRun
        }
    }

    /// What changes in the record, as it does.
    package let feed: EventFeed
    /// What is counted.
    package let metrics: BotMetrics
    let limits: Limits
    let words: @Sendable (EngineEvent) -> String?
    let now: @Sendable () -> Date
    let state: Mutex<State>

    struct State {
        /// In the order of the settings.
        var names: [String] = []
        var repositories: [String: Entry] = [:]
        var units: [String: [UnitID: RecordedUnit]] = [:]
        /// The oldest first.
        var runs: [RecordedRun] = []
        var logs: [String: RunLog] = [:]
    }

    /// A repository, with what only the record needs to know.
    struct Entry {
        var repository: RecordedRepository
        /// What began the look.
        var cause = LookCause.start
        /// What asked for the next look; nil for the passing of time.
        var pending: LookCause? = .start
        /// Whether the look found a change, as far as it has got.
        var isNews = false
        /// A change that polling found and no webhook has announced yet.
        var unannounced: (commit: String, found: Date)?
        /// The runs that go on.
        var running: [UnitID: String] = [:]
    }

    /// - Parameters:
    ///   - metrics: what is counted from now on, also by others.
    ///   - words: says an event of the engine in a line of a run's log; nil for what is not worth one.
    ///   - now: the time.
    package init(
        _ repositories: [RecordedRepository] = [], limits: Limits = Limits(), feed: EventFeed = EventFeed(),
        metrics: BotMetrics = BotMetrics(),
        words: @escaping @Sendable (EngineEvent) -> String? = { _ in nil }, now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.limits = limits
        self.feed = feed
        self.metrics = metrics
        self.words = words
        self.now = now
        state = Mutex(State())
        follow(repositories)
    }
}

/// Why a repository is looked at.
package enum LookCause: String, Sendable, Hashable, CaseIterable {
    case start
    /// Its time had come.
    case interval
    case webhook
    /// An operator asked.
    case request
}
