import AWSPubEngine
import ConfigDiff
import Foundation
import Git
import Synchronization

extension BotRecord {
    /// Takes an event of a look at a repository, from any thread.
    package func take(_ event: BotEvent, of name: String) {
        switch event {
        case .tip(let commit): tip(commit.hex, name)
        case .manifests(let manifests): take(manifests, name)
        case .manifest(let unit, let manifest): take(manifest, unit, name)
        case .started(let due, let run): start(due, run, name)
        case .engine(let unit, let event):
            log(event, unit, name)
        case .finished(let unit, let status, let errors): finish(unit, status, errors, name)
        case .interrupted(let unit): interrupt(unit, name)
        case .orphaned(let unit, _): state.withLock { $0.change(unit, of: name, feed) { $0.status = .orphaned } }
        case .held(let unit, let reason): state.withLock { $0.change(unit, of: name, feed) { $0.held = reason } }
        case .released(let unit): release(unit, name)
        case .compared(_, let finding): metrics.count(.driftChecks, name, finding.outcome)
        case .pushRetried: metrics.count(.pushRetries, name)
        case .committed(let commit):
            metrics.count(.resultsCommits, name)
            change(name) { $0.repository.lastResults = commit.hex }
            pushed(commit.hex, name)
        case .approved(_, let commit): pushed(commit.hex, name)
        case .notDelivered(let reason), .notReadable(let reason): change(name) { $0.repository.lastError = reason }
        case .reported: metrics.count(.forgeReports, name, "status")
        case .planned: metrics.count(.forgeReports, name, "planned")
        case .notReported: metrics.count(.forgeReports, name, "failed")
        case .rewritten, .diagnostic, .unchanged, .looked: break
        }
    }

    /// The bot's own commits are no changes that somebody should have announced.
    private func pushed(_ commit: String, _ name: String) {
        change(name) { entry in
            entry.repository.tip = commit
            // A look may have seen it before this.
            if entry.unannounced?.commit == commit { entry.unannounced = nil }
        }
    }

    private func release(_ unit: UnitID, _ name: String) {
        state.withLock { state in
            guard state.units[name]?[unit]?.held != nil else { return }
            state.change(unit, of: name, feed) { $0.held = nil }
            // One that has neither results nor runs was known for being held only.
            if let record = state.units[name]?[unit], record.status == nil, record.run == nil { state.units[name]?[unit] = nil }
        }
    }

    /// A tip that differs from the last one is a change; the bot's own results commits were made the last one as they were pushed.
    private func tip(_ commit: String, _ name: String) {
        let time = now()
        change(name) { entry in
            let isNews = entry.repository.tip.map { $0 != commit } ?? false
            entry.isNews = isNews
            if isNews, entry.cause == .interval, entry.repository.hasWebhook, entry.unannounced == nil { entry.unannounced = (commit, time) }
            entry.repository.tip = commit
        }
    }

    private func take(_ manifests: [Manifest], _ name: String) {
        state.withLock { state in
            let present = Set(manifests.map(\.unit))
            state.units[name] = state.units[name]?.filter { present.contains($0.key) || $0.value.isRunning || $0.value.held != nil }
            for manifest in manifests { state.change(manifest.unit, of: name, feed) { $0.take(manifest) } }
        }
    }

    private func take(_ manifest: Manifest?, _ unit: UnitID, _ name: String) {
        state.withLock { state in
            if let manifest { return state.change(unit, of: name, feed) { $0.take(manifest) } }
            guard let record = state.units[name]?[unit], !record.isRunning else { return }
            if record.held == nil { state.units[name]?[unit] = nil } else { state.change(unit, of: name, feed) { $0.forgetManifest() } }
        }
    }

    /// A run that came to no result counts as stopped.
    private func interrupt(_ unit: UnitID, _ name: String) { state.withLock { stop(unit, name, &$0) } }

    func stop(_ unit: UnitID, _ name: String, _ state: inout State) {
        state.change(unit, of: name, feed) { $0.isRunning = false }
        guard let id = state.repositories[name]?.running.removeValue(forKey: unit), let index = state.runs.lastIndex(where: { $0.id == id })
        else { return }
        state.runs[index].state = .stopped
        state.runs[index].ended = now()
        feed.send(.run(state.runs[index]))
        metrics.count(.runs, name, "stopped")
    }

    private func start(_ due: DueUnit, _ id: String, _ name: String) {
        state.withLock { state in
            guard state.repositories[name] != nil else { return }
            let run = RecordedRun(
                id: id, repository: name, unit: due.unit, commit: state.repositories[name]?.repository.tip ?? "",
                reasons: due.reasons, started: now())
            state.repositories[name]?.running[due.unit] = run.id
            state.runs.append(run)
            state.logs[run.id] = RunLog()
            if state.runs.count > limits.runs { state.logs[state.runs.removeFirst().id] = nil }
            feed.send(.run(run))
            state.change(due.unit, of: name, feed) { unit in
                unit.isRunning = true
                unit.held = nil
                unit.reasons = due.reasons
                unit.run = run.id
            }
            for reason in due.reasons { log("due: \(reason.field): \(reason.change)", of: run.id, &state) }
        }
    }

    private func log(_ event: EngineEvent, _ unit: UnitID, _ name: String) {
        guard let words = words(event) else { return }
        state.withLock { state in
            guard let run = state.repositories[name]?.running[unit] else { return }
            log(words, of: run, &state)
        }
    }

    private func finish(_ unit: UnitID, _ status: Manifest.Status, _ errors: [String], _ name: String) {
        state.withLock { state in
            state.change(unit, of: name, feed) { unit in
                unit.isRunning = false
                unit.status = status
                unit.errors = errors
                unit.drift = [:]
            }
            guard let id = state.repositories[name]?.running.removeValue(forKey: unit), let index = state.runs.lastIndex(where: { $0.id == id })
            else { return }
            for error in errors { log("error: \(error)", of: id, &state) }
            log(status.rawValue, of: id, &state)
            state.runs[index].state = .finished(status)
            state.runs[index].errors = errors
            let ended = now()
            state.runs[index].ended = ended
            feed.send(.run(state.runs[index]))
            metrics.count(.runs, name, status.rawValue)
            // A clock that was set back makes no time negative.
            metrics.observeRun(status.rawValue, seconds: max(0, ended.timeIntervalSince(state.runs[index].started)))
        }
    }

    private func log(_ text: String, of run: String, _ state: inout State) {
        let line = RunLogLine(time: now(), text: text)
        state.logs[run]?.append(line, limit: limits.linesPerRun)
        feed.send(.line(run: run, line))
    }
}
