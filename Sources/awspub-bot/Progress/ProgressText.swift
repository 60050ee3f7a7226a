import AWSPubEngine
import Foundation
import Logging

/// The words for the engine's events.
enum ProgressText {
    /// Returns the event in a few words; nil for one that only counts on.
    static func words(_ kind: EngineEvent.Kind) -> String? {
        switch kind {
        case .hashing, .uploading, .importing, .copying, .entered, .call: nil
        case .uploaded(let wasThere): wasThere ? "source is in the bucket already" : "source uploaded"
        case .importStarted(let task): "import \(task)"
        case .snapshotReady(let id, let wasThere): "snapshot \(id) \(wasThere ? "was there" : "ready")"
        case .registering(let id): "registered \(id)"
        case .imageReady(let id, let wasThere): "image \(id) \(wasThere ? "was there" : "available")"
        case .shared: "shared"
        case .madePublic(let id): "public \(id)"
        case .parameterStored(let name): "parameter \(name) stored"
        case .marketplaceRequested(let changeSet): "marketplace version requested (\(changeSet))"
        case .notified(let topic): "notified \(topic)"
        case .deregistered(let id): "deregistered \(id)"
        case .regionFailed(let reason): "FAILED: \(reason)"
        case .preflight(let finding): "\(finding.severity.rawValue): \(finding.message)"
        case .note(let text): text
        }
    }

    /// Returns a line for an event, with where it happened; nil for one that only counts on.
    static func line(_ event: EngineEvent, unit: String?) -> String? {
        guard let words = words(event.kind) else { return nil }
        let place = [event.image, event.region].compactMap(\.self).joined(separator: " in ")
        return [unit, place.isEmpty ? nil : place, words].compactMap(\.self).joined(separator: ": ")
    }

    /// Whether an event gets a line of its own where the others are drawn: what is nowhere else on the screen.
    static func isWorthALine(_ kind: EngineEvent.Kind) -> Bool {
        switch kind {
        case .note, .preflight, .regionFailed, .notified, .marketplaceRequested, .deregistered: true
        default: false
        }
    }

    /// The bytes in the largest unit that leaves a number of at least one.
    static func size(_ bytes: Int64) -> String {
        var value = Double(bytes)
        for unit in ["B", "KiB", "MiB"] {
            if value < 1024 { return unit == "B" ? "\(bytes) B" : String(format: "%.1f %@", value, unit) }
            value /= 1024
        }
        return String(format: "%.2f GiB", value)
    }

    /// `3.2 s`, `42 s`, `3 min 20 s` or `2 h 5 min`.
    static func duration(_ seconds: Double) -> String {
        let whole = Int(min(max(seconds, 0), 1e9))
        if seconds < 10, seconds != seconds.rounded() { return String(format: "%.1f s", seconds) }
        if whole < 60 { return "\(whole) s" }
        return whole < 3600 ? "\(whole / 60) min \(whole % 60) s" : "\(whole / 3600) h \(whole % 3600 / 60) min"
    }

    /// A number up to 100 in three columns.
    static func padded(_ number: Int) -> String { String(repeating: " ", count: max(0, 3 - String(number).count)) + String(number) }
}
