import AWS
import AWSPartition
import Digest
import ImageConfig

/// Turns the source in the bucket into a snapshot.
struct SnapshotImport: Sendable {
    let context: Context
    let region: Region
    let name: String

    /// Returns the id of the snapshot, with its tags, not necessarily completed.
    func run() async throws -> String {
        let tasks = try await context.client.describeImportSnapshotTasks(in: region, filters: [.named([name])])
        if let adopted = try await adopt(tasks.filter { $0.status == "completed" }) { return adopted }
        let ended = tasks.count { $0.status != "active" }
        if let active = tasks.first(where: { $0.status == "active" }) { return try await tagged(finish(active, .running)) }
        return try await tagged(finish(start(attempt: ended), .new))
    }

    /// Takes over the snapshot of an import whose run was broken off before it could tag it.
    private func adopt(_ tasks: [ImportSnapshotTask]) async throws -> String? {
        let ids = tasks.compactMap(\.snapshotID)
        guard !ids.isEmpty else { return nil }
        let found = try await context.client.describeSnapshots(in: region, filters: [EC2Filter("snapshot-id", ids)])
        guard let snapshot = found.filter({ $0.state != "error" }).preferred else { return nil }
        return try await tagged(snapshot.id)
    }

    private func start(attempt: Int) async throws -> ImportSnapshotTask {
        let format = try await context.sourceFormat().rawValue
        let image = DiskImageLocation(bucket: context.config.s3.bucketName, key: context.sourceSHA256, format: format)
        return try await context.client.importSnapshot(
            // The description is awspub's.
            image, in: region, description: "Import ",
            // The same token gives the same task, also when the answer to an earlier call was lost; a failed import needs another one.
            clientToken: SHA256.digest("\(name) \(attempt)").hex, tags: context.snapshotTags(named: name))
    }

    private func finish(_ task: ImportSnapshotTask, _ start: PollPace.Start) async throws -> String {
        context.events(EngineEvent(region: region.rawValue, .importStarted(task: task.id)))
        let states = await context.session.states(in: region).imports
        var snapshotID: String?
        try await states.wait(for: task.id, what: "import task \(task.id)", start) { state in
            guard let state else { return false }
            if state.status == "deleted" || state.status == "deleting" || state.status == "error" {
                throw EngineError(.importFailed, region: region.rawValue, "the import failed: \(state.statusMessage ?? "EC2 does not say why")")
            }
            context.events(EngineEvent(region: region.rawValue, .importing(percent: state.progress ?? "0")))
            snapshotID = state.snapshotID
            return state.status == "completed" && state.snapshotID != nil
        }
        guard let snapshotID else { throw EngineError(.importFailed, region: region.rawValue, "import task \(task.id) names no snapshot") }
        return snapshotID
    }

    /// Tags a snapshot, which may be invisible for a while although its task names it.
    private func tagged(_ id: String) async throws -> String {
        let end = ContinuousClock.now + context.session.policy.consistencyWindow
        while true {
            do {
                try await context.client.createTags(context.snapshotTags(named: name), on: [id], in: region)
                return id
            } catch {
                guard error.kind == .notFound, ContinuousClock.now < end else { throw error }
            }
            try await Task.sleep(for: context.session.policy.first / 2)
        }
    }
}
