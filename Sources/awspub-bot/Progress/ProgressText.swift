import AWSPubEngine
import CanonicalJSON
import Foundation
import Logging

/// The words for the engine's events.
enum ProgressText {
    /// Returns the event in a few words; nil for one that only counts on.
    static func words(_ kind: EngineEvent.Kind) -> String? {
        switch kind {
        case .hashing, .uploading, .importing, .copying: nil
        case .uploaded(let wasThere): wasThere ? "source is in the bucket already" : "source uploaded"
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

    /// Returns what is being done, with how far it is; nil for what is done at once.
    static func moving(_ kind: EngineEvent.Kind) -> String? {
        switch kind {
        case .hashing(let done): "reading the source: \(size(done))"
        case .uploading(let done, let total): "uploading \(size(done)) of \(size(total))\(total > 0 ? " (\(done * 100 / total) %)" : "")"
        case .importing(let percent): "importing \(percent)"
        case .copying(let id, let progress): "copying \(id) \(progress)"
        default: nil
        }
    }

    /// Returns the event as a JSON object.
    static func json(_ event: EngineEvent, unit: String?) -> String {
        var metadata: Logger.Metadata = ["event": .string(name(event.kind))]
        metadata["image"] = event.image.map { .string($0) }
        metadata["region"] = event.region.map { .string($0) }
        metadata["unit"] = unit.map { .string($0) }
        var level = Logger.Level.info
        if case .preflight(let finding) = event.kind {
            level = finding.severity == .error ? .error : .warning
            metadata["code"] = .string(finding.code.rawValue)
        }
        let message = words(event.kind) ?? moving(event.kind) ?? ""
        return LogLine(level: level, message: message, metadata: metadata, date: Date()).json
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

    private static func name(_ kind: EngineEvent.Kind) -> String {
        "\(kind)".prefix { $0 != "(" }.description
    }
}
