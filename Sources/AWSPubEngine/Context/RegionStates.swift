import AWS
import AWSPartition

/// The pending snapshots, images and imports of one region.
struct RegionStates: Sendable {
    let snapshots: BatchedStates<EC2Snapshot>
    let images: BatchedStates<EC2Image>
    let imports: BatchedStates<ImportSnapshotTask>

    init(client: AWSClient, region: Region) {
        // By filter and not by id: an id that is not visible yet would fail the call for all others.
        snapshots = BatchedStates { ids in
            let found = try await client.describeSnapshots(in: region, filters: [EC2Filter("snapshot-id", ids)])
            return Dictionary(found.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        }
        images = BatchedStates { ids in
            let found = try await client.describeImages(in: region, filters: [EC2Filter("image-id", ids)])
            return Dictionary(found.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        }
        imports = BatchedStates { ids in
            let found = try await client.visibleImportTasks(ids, in: region)
            return Dictionary(found.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        }
    }
}

extension BatchedStates {
    /// Waits until a thing is done.
    /// - Parameter isDone: looks at each state, nil while the thing is invisible; throws when it can never be done.
    func wait(for id: String, what: String, region: Region, policy: PollPolicy, isDone: (State?) throws -> Bool) async throws {
        begin(id)
        let result: Result<Void, any Error>
        do { result = .success(try await poll(id, what: what, region: region, policy: policy, isDone: isDone)) } catch { result = .failure(error) }
        end(id)
        try result.get()
    }

    private func poll(_ id: String, what: String, region: Region, policy: PollPolicy, isDone: (State?) throws -> Bool) async throws {
        let clock = ContinuousClock()
        let start = clock.now
        var lastSeen = start
        var interval = policy.first
        while true {
            let state = try await state(of: id, maximumAge: interval / 2)
            if try isDone(state) { return }
            let now = clock.now
            if state != nil { lastSeen = now }
            guard now - start < policy.deadline, now - lastSeen < policy.consistencyWindow else {
                let reason = state == nil ? "is not there any more" : "is not ready after \(policy.deadline.components.seconds) s"
                throw EngineError(.timedOut, region: region.rawValue, "\(what) \(id) \(reason)")
            }
            try await Task.sleep(for: interval)
            interval = policy.interval(after: interval)
        }
    }
}

extension AWSClient {
    /// Returns those of some import tasks that EC2 shows. There is no filter for ids, and one that is not visible yet fails the whole call: then
    /// each is asked for by itself.
    fileprivate func visibleImportTasks(_ ids: [String], in region: Region) async throws(AWSError) -> [ImportSnapshotTask] {
        do {
            return try await describeImportSnapshotTasks(in: region, ids: ids)
        } catch {
            guard error.kind == .notFound || error.code.hasPrefix("InvalidConversionTaskId") else { throw error }
        }
        var found: [ImportSnapshotTask] = []
        for id in ids where ids.count > 1 { found += try await visibleImportTasks([id], in: region) }
        return found
    }
}
