import AWSPubEngine

/// What a run is at, made of its events: the source and each region, of each unit. Pure: it knows no clock and no terminal.
struct ProgressBoard: Sendable {
    /// What goes on with a source.
    struct Source: Sendable {
        enum Work: Sendable {
            case hashing(done: Int64, total: Int64)
            case uploading(done: Int64, total: Int64)
            case importing(percent: Int)
        }

        var work: Work
        var since: Double
        var rate = TransferRate()
    }

    /// What goes on in a region.
    struct Area: Sendable {
        var lane = LaneRecord()
        var stage: EngineEvent.Stage = .waiting
        var since: Double
        /// How far a copy is.
        var percent: Int?
        /// Why it failed.
        var reason: String?
    }

    struct Unit: Sendable {
        var source: Source?
        var regions: [String: Area] = [:]
    }

    private(set) var units: [String: Unit] = [:]

    /// Takes an event.
    /// - Parameters:
    ///   - unit: empty where one runs alone.
    ///   - time: in seconds since some beginning.
    mutating func add(_ event: EngineEvent, unit: String, at time: Double) {
        switch event.kind {
        case .hashing(let done, let total): units[unit, default: Unit()].work(done < total ? .hashing(done: done, total: total) : nil, at: time)
        case .uploading(let done, let total):
            units[unit, default: Unit()].work(.uploading(done: done, total: total), at: time)
            units[unit]?.source?.rate.add(done: done, at: time)
        case .uploaded: units[unit]?.work(nil, at: time)
        case .importStarted: units[unit, default: Unit()].work(.importing(percent: 0), at: time)
        case .importing(let percent): units[unit, default: Unit()].work(.importing(percent: Self.number(percent)), at: time)
        case .snapshotReady(_, let wasThere): if !wasThere { units[unit]?.endImport() }
        case .copying(_, let progress): if let region = event.region { units[unit]?.regions[region]?.percent = Self.number(progress) }
        case .entered(let stage): enter(stage, event, unit, time)
        case .regionFailed(let reason):
            enter(.failed, event, unit, time)
            if let region = event.region { units[unit]?.regions[region]?.reason = reason }
        default: break
        }
    }

    /// Forgets a unit that is done.
    mutating func remove(unit: String) { units[unit] = nil }

    private mutating func enter(_ stage: EngineEvent.Stage, _ event: EngineEvent, _ unit: String, _ time: Double) {
        guard let region = event.region else { return }
        var area = units[unit, default: Unit()].regions[region] ?? Area(since: time)
        area.lane.enter(stage, image: event.image, at: time)
        if let current = area.lane.current, current != area.stage {
            area.stage = current
            area.since = time
        }
        units[unit, default: Unit()].regions[region] = area
    }

    /// AWS writes `45` or `45%`.
    private static func number(_ text: String) -> Int { Int(text.prefix { $0.isASCII && $0.isNumber }) ?? 0 }
}

extension ProgressBoard.Unit {
    /// Takes what goes on with the source; nil when nothing does.
    mutating func work(_ work: ProgressBoard.Source.Work?, at time: Double) {
        guard let work else {
            source = nil
            return
        }
        if source?.work.name != work.name { source = ProgressBoard.Source(work: work, since: time) } else { source?.work = work }
    }

    mutating func endImport() {
        if case .importing? = source?.work { source = nil }
    }
}

extension ProgressBoard.Source.Work {
    var name: String {
        switch self {
        case .hashing: "hashing"
        case .uploading: "uploading"
        case .importing: "importing"
        }
    }
}
