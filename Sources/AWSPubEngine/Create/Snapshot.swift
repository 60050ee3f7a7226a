import AWS
public import AWSPartition

/// Makes the snapshot of the source, and its copies.
public struct Snapshot: Sendable {
    let context: Context

    /// Takes the context whose source is meant.
    public init(_ context: Context) { self.context = context }

    /// Returns the snapshot of a name in a region, imported from the bucket unless it is there.
    /// - Returns: the id of a completed snapshot.
    /// - Throws: `EngineError` with EC2's own words when the import failed.
    public func create(in region: Region, named name: String) async throws -> String {
        if let existing = try await find(name, in: region) { return try await completed(existing, in: region) }
        let id = try await SnapshotImport(context: context, region: region, name: name).run()
        try await waitUntilCompleted(NamedSnapshot(id: id, name: name), in: region, .ending)
        report(id, in: region, wasThere: false)
        return id
    }

    /// Copies a snapshot to regions, all at the same time.
    /// - Returns: the ids of the completed copies by region.
    public func copy(named name: String, from source: Region, to destinations: [Region]) async throws -> [Region: String] {
        guard let original = try await find(name, in: source) else {
            throw EngineError(.copyFailed, region: source.rawValue, "there is no snapshot named \(name) to copy")
        }
        _ = try await completed(original, in: source)
        let copies = try await destinations.concurrentMap(limit: 100) { region in
            (region, try await copy(original.id, named: name, from: source, to: region))
        }
        return Dictionary(copies, uniquingKeysWith: { first, _ in first })
    }

    /// Returns the snapshot of a name, the oldest completed one if there are several, since a lost answer may have made a second.
    func find(_ name: String, in region: Region) async throws -> EC2Snapshot? {
        try await findAll([name], in: region).preferred
    }

    /// Returns all pending and completed snapshots of some names.
    func findAll(_ names: [String], in region: Region) async throws -> [EC2Snapshot] {
        try await EC2Filter.slices(of: names) { names in
            try await context.client.describeSnapshots(in: region, filters: [.named(names), EC2Filter("status", ["pending", "completed"])])
        }
    }

    /// Returns the id of a snapshot that was there, once it is completed.
    func completed(_ snapshot: EC2Snapshot, in region: Region) async throws -> String {
        if snapshot.state != "completed" {
            try await waitUntilCompleted(NamedSnapshot(id: snapshot.id, name: snapshot.name ?? ""), in: region, .running)
        }
        report(snapshot.id, in: region, wasThere: true)
        return snapshot.id
    }

    /// Waits until a snapshot is completed.
    /// - Returns: all snapshots of its name as they were then, the oldest first.
    @discardableResult
    func waitUntilCompleted(_ key: NamedSnapshot, in region: Region, _ start: PollPace.Start) async throws -> [EC2Snapshot] {
        let states = await context.session.states(in: region).snapshots
        var namesakes: [EC2Snapshot] = []
        try await states.wait(for: key, what: "snapshot \(key.id)", start) { state in
            guard let state else { return false }
            let snapshot = state.own
            if snapshot.state == "error" {
                let reason = snapshot.stateMessage ?? "EC2 does not say why"
                throw EngineError(.copyFailed, region: region.rawValue, "snapshot \(key.id) failed: \(reason)")
            }
            if snapshot.state == "pending" { context.events(EngineEvent(region: region.rawValue, .copying(id: key.id, progress: snapshot.progress))) }
            namesakes = state.namesakes
            return snapshot.state == "completed"
        }
        return namesakes
    }

    func report(_ id: String, in region: Region, wasThere: Bool) {
        context.events(EngineEvent(region: region.rawValue, .snapshotReady(id: id, wasThere: wasThere)))
    }
}

extension [EC2Snapshot] {
    /// The one to use of several with the same name: the oldest completed one, else the oldest.
    var preferred: EC2Snapshot? {
        self.min { ($0.state == "completed" ? 0 : 1, $0.startTime, $0.id) < ($1.state == "completed" ? 0 : 1, $1.startTime, $1.id) }
    }
}
