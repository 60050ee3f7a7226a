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
        if let existing = try await find(name, in: region) {
            try await waitUntilCompleted(existing.id, in: region)
            report(existing.id, in: region, wasThere: true)
            return existing.id
        }
        let id = try await SnapshotImport(context: context, region: region, name: name).run()
        try await waitUntilCompleted(id, in: region)
        report(id, in: region, wasThere: false)
        return id
    }

    /// Copies a snapshot to regions, all at the same time.
    /// - Returns: the ids of the completed copies by region.
    public func copy(named name: String, from source: Region, to destinations: [Region]) async throws -> [Region: String] {
        guard let original = try await find(name, in: source) else {
            throw EngineError(.copyFailed, region: source.rawValue, "there is no snapshot named \(name) to copy")
        }
        try await waitUntilCompleted(original.id, in: source)
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
        var found: [EC2Snapshot] = []
        for start in stride(from: 0, to: names.count, by: 200) {
            let slice = Array(names[start..<min(start + 200, names.count)])
            found += try await context.client.describeSnapshots(in: region, filters: [.named(slice), EC2Filter("status", ["pending", "completed"])])
        }
        return found
    }

    func waitUntilCompleted(_ id: String, in region: Region) async throws {
        let states = await context.session.states(in: region).snapshots
        try await states.wait(for: id, what: "snapshot", region: region, policy: context.session.policy) { snapshot in
            guard let snapshot else { return false }
            if snapshot.state == "error" {
                throw EngineError(.copyFailed, region: region.rawValue, "snapshot \(id) failed: \(snapshot.stateMessage ?? "EC2 does not say why")")
            }
            if snapshot.state == "pending" { context.events(EngineEvent(region: region.rawValue, .copying(id: id, progress: snapshot.progress))) }
            return snapshot.state == "completed"
        }
    }

    private func report(_ id: String, in region: Region, wasThere: Bool) {
        context.events(EngineEvent(region: region.rawValue, .snapshotReady(id: id, wasThere: wasThere)))
    }
}

extension [EC2Snapshot] {
    /// The one to use of several with the same name: the oldest completed one, else the oldest.
    var preferred: EC2Snapshot? {
        self.min { ($0.state == "completed" ? 0 : 1, $0.startTime, $0.id) < ($1.state == "completed" ? 0 : 1, $1.startTime, $1.id) }
    }
}
