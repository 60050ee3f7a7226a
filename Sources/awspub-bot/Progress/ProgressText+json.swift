import AWSPubEngine
import Foundation
import Logging

extension ProgressText {
    /// Returns the event as a JSON object: what it is, and all it carries.
    static func json(_ event: EngineEvent, unit: String?) -> String {
        var metadata = fields(event.kind)
        metadata["event"] = .string(name(event.kind))
        metadata["image"] = event.image.map { .string($0) }
        metadata["region"] = event.region.map { .string($0) }
        metadata["unit"] = unit.map { .string($0) }
        return LogLine(level: level(event.kind), message: words(event.kind) ?? name(event.kind), metadata: metadata, date: Date()).json
    }

    /// Calls come by the hundreds.
    static func level(_ kind: EngineEvent.Kind) -> Logger.Level {
        switch kind {
        case .regionFailed: .error
        case .preflight(let finding): finding.severity == .error ? .error : .warning
        case .call: .debug
        default: .info
        }
    }

    private static func name(_ kind: EngineEvent.Kind) -> String { "\(kind)".prefix { $0 != "(" }.description }

    private static func fields(_ kind: EngineEvent.Kind) -> Logger.Metadata {
        switch kind {
        case .entered(let stage): ["stage": .string(stage.rawValue)]
        case .call(let call): fields(call)
        case .hashing(let done, let total), .uploading(let done, let total): ["done": .stringConvertible(done), "total": .stringConvertible(total)]
        case .uploaded(let wasThere): ["was_there": .stringConvertible(wasThere)]
        case .importStarted(let task): ["id": .string(task)]
        case .importing(let percent): ["percent": .string(percent)]
        case .snapshotReady(let id, let wasThere), .imageReady(let id, let wasThere): ["id": .string(id), "was_there": .stringConvertible(wasThere)]
        case .copying(let id, let progress): ["id": .string(id), "percent": .string(progress.filter { $0 != "%" })]
        case .registering(let id), .madePublic(let id), .deregistered(let id): ["id": .string(id)]
        case .parameterStored(let name): ["name": .string(name)]
        case .marketplaceRequested(let changeSet): ["id": .string(changeSet)]
        case .notified(let topic): ["topic": .string(topic)]
        case .preflight(let finding): ["code": .string(finding.code.rawValue)]
        case .shared, .regionFailed, .note: [:]
        }
    }

    private static func fields(_ call: EngineEvent.Call) -> Logger.Metadata {
        let time = call.duration.components
        var fields: Logger.Metadata = [
            "service": .string(call.service), "action": .string(call.action), "attempt": .stringConvertible(call.attempt),
            "seconds": .stringConvertible(Double(time.seconds) + (Double(time.attoseconds) / 1e15).rounded() / 1e3),
        ]
        switch call.outcome {
        case .succeeded: break
        case .retried(let code, let throttled, _):
            fields["code"] = .string(code)
            fields["throttled"] = .stringConvertible(throttled)
        case .failed(let code): fields["code"] = .string(code)
        }
        return fields
    }
}
