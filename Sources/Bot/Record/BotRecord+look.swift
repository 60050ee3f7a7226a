import ConfigDiff
import Foundation
import Synchronization

extension BotRecord {
    /// Takes down that a webhook announced a change.
    package func announced(_ name: String) {
        change(name) { entry in
            entry.unannounced = nil
            entry.pending = .webhook
        }
    }

    /// Takes down that an operator asked for a look.
    package func requested(_ name: String) { change(name) { $0.pending = $0.pending ?? .request } }

    /// Takes down whether an operator has stopped a repository.
    package func setSuspended(_ isSuspended: Bool, _ name: String) { change(name) { $0.repository.isSuspended = isSuspended } }

    /// Takes down that a look begins.
    /// - Parameter grace: how much later than polling a webhook may come. The bot often looks again at once, before it can.
    /// - Returns: the commit that polling found, and that no webhook has announced to this moment. Once for each.
    package func beginLook(at name: String, grace: Duration = .zero) -> String? {
        var missed: String?
        let latest = now().addingTimeInterval(-(grace / .seconds(1)))
        change(name) { entry in
            if let change = entry.unannounced, change.found <= latest {
                missed = change.commit
                entry.repository.unannouncedChanges += 1
                entry.unannounced = nil
            }
            entry.cause = entry.pending ?? .interval
            entry.pending = nil
            entry.repository.isLooking = true
            entry.isNews = false
        }
        if missed != nil { metrics.count(.unannouncedChanges, name) }
        return missed
    }

    /// Takes down how a look ended.
    /// - Parameters:
    ///   - error: nil when the repository could be read and written.
    ///   - failures: how many looks in a row did not come to a good end.
    ///   - pause: the time until the next look, if nothing wakes it before.
    package func endLook(at name: String, error: String?, failures: Int, pause: Duration) {
        let time = now()
        change(name) { entry in
            entry.repository.isLooking = false
            entry.repository.lastLook = time
            entry.repository.lastError = error
            entry.repository.failures = failures
            entry.repository.nextLook = time.addingTimeInterval(pause / .seconds(1))
            metrics.count(.polls, name, error != nil ? "failed" : entry.isNews ? "changed" : "unchanged")
        }
    }

    /// Changes a repository, and tells it where there is news.
    func change(_ name: String, _ change: (inout Entry) -> Void) {
        state.withLock { state in
            guard var entry = state.repositories[name] else { return }
            let before = entry.repository
            change(&entry)
            state.repositories[name] = entry
            if entry.repository != before { feed.send(.repository(entry.repository)) }
        }
    }
}

extension BotRecord.State {
    /// Changes a unit, and tells it where there is news.
    mutating func change(_ unit: UnitID, of repository: String, _ feed: EventFeed, _ change: (inout RecordedUnit) -> Void) {
        // What ends after its repository was removed leaves nothing.
        guard repositories[repository] != nil else { return }
        let before = units[repository]?[unit]
        var record = before ?? RecordedUnit(repository: repository, unit: unit)
        change(&record)
        units[repository, default: [:]][unit] = record
        if record != before { feed.send(.unit(record)) }
    }
}
