/// Makes a report of events, each with its time in seconds since the run began. Pure: the same events give the same report.
struct RunRecord: Sendable {
    private(set) var lanes: [LaneID: LaneRecord] = [:]
    private var images: [RunReport.ReadyImage] = []
    private var calls: [CallID: RunReport.CallCount] = [:]
    private var retries: [RunReport.Retry] = []
    private var uploads: [String?: UploadRecord] = [:]
    private var errors: [RunReport.Failure] = []

    /// More are counted, and not kept one by one.
    private static let mostRetries = 10_000

    /// Takes an event.
    mutating func add(_ event: EngineEvent, unit: String?, at time: Double) {
        switch event.kind {
        case .hashing, .uploading, .uploaded, .importStarted, .importing, .snapshotReady: addToSource(event.kind, unit, time)
        case .entered(let stage):
            guard let region = event.region else { return }
            lanes[LaneID(unit: unit, region: region), default: LaneRecord()].enter(stage, image: event.image, at: time)
        case .regionFailed(let reason):
            fail(RunReport.Failure(unit: unit, image: event.image, region: event.region, message: reason))
            guard let region = event.region else { return }
            lanes[LaneID(unit: unit, region: region), default: LaneRecord()].enter(.failed, image: event.image, at: time)
        case .imageReady(let id, let wasThere):
            guard let image = event.image, let region = event.region else { return }
            images.removeAll { $0.unit == unit && $0.image == image && $0.region == region }
            images.append(RunReport.ReadyImage(unit: unit, image: image, region: region, id: id, wasThere: wasThere, seconds: time))
        case .call(let call): add(call, unit, event.region, time)
        case .copying, .registering, .shared, .madePublic, .parameterStored, .marketplaceRequested, .notified, .deregistered, .preflight, .note: break
        }
    }

    /// Takes an error that no event told.
    mutating func fail(_ failure: RunReport.Failure) {
        let isKnown = errors.contains { known in
            known.unit == failure.unit && failure.message.contains(known.message) && [nil, known.image].contains(failure.image)
                && [nil, known.region].contains(failure.region)
        }
        if !isKnown { errors.append(failure) }
    }

    private mutating func addToSource(_ kind: EngineEvent.Kind, _ unit: String?, _ time: Double) {
        let id = LaneID(unit: unit, region: nil)
        switch kind {
        case .hashing(let done, let total): lanes[id, default: LaneRecord()].count(.hashing, isDone: done >= total, at: time)
        case .uploading(let done, let total):
            lanes[id, default: LaneRecord()].count(.uploading, isDone: done >= total, at: time)
            uploads[unit, default: UploadRecord(first: done, start: time)].update(done, time)
        case .uploaded: lanes[id]?.end(.uploading, at: time)
        case .importStarted, .importing: lanes[id, default: LaneRecord()].count(.importing, isDone: false, at: time)
        // A copy comes after its import; what was there ends nothing.
        case .snapshotReady(_, let wasThere): if !wasThere { lanes[id]?.end(.importing, at: time) }
        default: break
        }
    }

    private mutating func add(_ call: EngineEvent.Call, _ unit: String?, _ region: String?, _ time: Double) {
        let id = CallID(service: call.service, action: call.action)
        var count =
            calls[id] ?? RunReport.CallCount(service: id.service, action: id.action, count: 0, retries: 0, throttles: 0, failures: 0, seconds: 0)
        count.seconds += call.duration.seconds
        switch call.outcome {
        case .succeeded: count.count += 1
        case .failed:
            count.count += 1
            count.failures += 1
        case .retried(let code, let throttled, let delay):
            count.retries += 1
            if throttled { count.throttles += 1 }
            guard retries.count < Self.mostRetries else { break }
            retries.append(
                RunReport.Retry(
                    time: time, unit: unit, region: region, service: call.service, action: call.action, code: code, throttled: throttled,
                    delay: delay.seconds))
        }
        calls[id] = count
    }
}

extension RunRecord {
    /// Fills in what a report has of the events until now.
    /// - Parameter end: when what is still going on ends.
    func fill(_ report: inout RunReport, end: Double) {
        report.lanes = lanes.sorted { $0.key < $1.key }.map { id, lane in
            RunReport.Lane(unit: id.unit, region: id.region, spans: lane.closed(at: end))
        }
        report.images = images.sorted { ($0.unit ?? "", $0.image, $0.region) < ($1.unit ?? "", $1.image, $1.region) }
        report.calls = calls.values.sorted { ($0.service, $0.action) < ($1.service, $1.action) }
        report.retries = retries
        let sent = uploads.values.filter { $0.last > $0.first }
        if !sent.isEmpty {
            report.upload = RunReport.Upload(
                bytes: sent.reduce(0) { $0 + $1.last - $1.first }, seconds: sent.reduce(0) { $0 + $1.end - $1.start })
        }
        report.errors = errors
    }

    private struct CallID: Hashable {
        let service: String
        let action: String
    }

    private struct UploadRecord: Sendable {
        let first: Int64
        let start: Double
        var last: Int64
        var end: Double

        init(first: Int64, start: Double) {
            (self.first, last) = (first, first)
            (self.start, end) = (start, start)
        }

        mutating func update(_ done: Int64, _ time: Double) {
            last = max(last, done)
            end = max(end, time)
        }
    }
}

extension Duration {
    /// The duration as a number of seconds.
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
