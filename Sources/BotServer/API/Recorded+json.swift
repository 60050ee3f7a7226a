import Bot
import CanonicalJSON
import ConfigDiff
import Foundation
import ImageConfig

extension RecordedRepository {
    var json: JSON {
        [
            "name": .string(name), "branch": .string(branch), "webhook": .bool(hasWebhook), "tip": .optional(tip), "looking": .bool(isLooking),
            "suspended": .bool(isSuspended), "last_look": .time(lastLook), "last_error": .optional(lastError), "next_look": .time(nextLook),
            "failures": .integer(failures), "unannounced_changes": .integer(unannouncedChanges), "last_results_commit": .optional(lastResults),
        ]
    }
}

extension RecordedUnit {
    var json: JSON {
        [
            "repository": .string(repository), "config": .string(unit.config), "group": .optional(group),
            "status": .optional(status?.rawValue), "running": .bool(isRunning),
            "held": .optional(held), "reasons": .array(reasons.map(\.json)), "errors": .strings(errors),
            "config_commit": .optional(configCommit), "run": .optional(run), "images": .object(images.mapValues { .strings($0) }),
            "drift": .object(drift.mapValues { .object($0.mapValues { .strings($0) }) }),
        ]
    }
}

extension RecordedRun {
    var json: JSON {
        [
            "id": .string(id), "repository": .string(repository), "config": .string(unit.config), "group": .optional(group),
            "commit": .string(commit), "state": .string(stateName), "reasons": .array(reasons.map(\.json)), "errors": .strings(errors),
            "started": .time(started), "ended": .time(ended),
            "seconds": ended.map { .number(max(0, $0.timeIntervalSince(started))) } ?? .null,
        ]
    }
}

extension Approval {
    func json(of repository: String) -> JSON {
        [
            "repository": .string(repository), "config": .string(unit.config), "group": .optional(unit.group.name),
            "fingerprint": .string(fingerprint), "commit": .string(commit),
        ]
    }
}

extension RunLogLine {
    var json: JSON { ["time": .time(time), "text": .string(text)] }
}

extension RunLog {
    func json(of run: String) -> JSON {
        ["run": .string(run), "dropped": .integer(dropped), "lines": .array(lines.map(\.json))]
    }
}

extension JSON {
    /// A time as RFC 3339 has it, in UTC; null for none.
    static func time(_ date: Date?) -> JSON { .optional(date?.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))) }
}
