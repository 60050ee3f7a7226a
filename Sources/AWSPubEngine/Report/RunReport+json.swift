public import CanonicalJSON
import Foundation

extension RunReport {
    /// The report as data. Times are seconds since the run began, to the millisecond. Within a `format` members are added and none is changed.
    public var json: JSON {
        [
            "format": 1, "program": .string(program), "command": .string(command), "subject": .string(subject),
            "started": .string(started.formatted(.iso8601)), "seconds": number(seconds), "outcome": .string(outcome.rawValue),
            "lanes": .array(lanes.map(\.json)), "images": .array(images.map(\.json)), "calls": .array(calls.map(\.json)),
            "retries": .array(retries.map(\.json)), "errors": .array(errors.map(\.json)),
            "upload": upload.map { ["bytes": .integer(Int($0.bytes)), "seconds": number($0.seconds)] } ?? .null,
        ]
    }
}

/// To the millisecond: more is noise.
private func number(_ seconds: Double) -> JSON { .number((seconds * 1000).rounded() / 1000) }

extension RunReport.Lane {
    fileprivate var json: JSON {
        [
            "unit": .optional(unit), "region": .optional(region),
            "stages": .array(spans.map { ["stage": .string($0.stage.rawValue), "start": number($0.start), "end": number($0.end)] }),
        ]
    }
}

extension RunReport.ReadyImage {
    fileprivate var json: JSON {
        [
            "unit": .optional(unit), "image": .string(image), "region": .string(region), "id": .string(id), "was_there": .bool(wasThere),
            "seconds": number(seconds),
        ]
    }
}

extension RunReport.CallCount {
    fileprivate var json: JSON {
        [
            "service": .string(service), "action": .string(action), "count": .integer(count), "retries": .integer(retries),
            "throttles": .integer(throttles), "failures": .integer(failures), "seconds": number(seconds),
        ]
    }
}

extension RunReport.Retry {
    fileprivate var json: JSON {
        [
            "time": number(time), "unit": .optional(unit), "region": .optional(region), "service": .string(service), "action": .string(action),
            "code": .string(code), "throttled": .bool(throttled), "delay": number(delay),
        ]
    }
}

extension RunReport.Failure {
    fileprivate var json: JSON {
        ["unit": .optional(unit), "image": .optional(image), "region": .optional(region), "message": .string(message)]
    }
}
