import AWS
import AWSPartition
import ImageConfig

/// Removes what is too much of snapshots with the same name, as lost answers leave them.
///
/// The preferred one stays, whoever made it. Of the others those go that are completed, were made from this source, and carry no image.
struct DuplicateSnapshots: Sendable {
    let context: Context

    /// - Parameter names: what there was more than one of, by region. It is looked at again.
    func remove(_ names: [Region: Set<String>]) async throws {
        _ = try await names.map { ($0.key, $0.value) }.concurrentMap(limit: 100) { region, names in
            for name in names.sorted() { try await reportingFailures(in: region) { try await remove(name, in: region) } }
        }
    }

    private func remove(_ name: String, in region: Region) async throws {
        let found = try await Snapshot(context).findAll([name], in: region)
        guard let preferred = found.preferred, preferred.state == "completed" else { return }
        let surplus = found.filter { $0.id != preferred.id && $0.state == "completed" && isOfSource($0) }
        guard !surplus.isEmpty else { return }
        let standing = try await context.client.describeImages(
            in: region, filters: [EC2Filter("block-device-mapping.snapshot-id", surplus.map(\.id))], includingDisabled: true)
        for snapshot in surplus {
            if let image = standing.first(where: { $0.blockDevices.contains { $0.snapshotID == snapshot.id } }) {
                tell("\(snapshot.id) is the same as \(preferred.id) and stays, since \(image.id) stands on it", in: region)
            } else {
                try await delete(snapshot, instead: preferred, in: region)
            }
        }
    }

    private func isOfSource(_ snapshot: EC2Snapshot) -> Bool { snapshot.tags.contains(AWSTag("awspub:source:sha256", context.sourceSHA256)) }

    private func delete(_ snapshot: EC2Snapshot, instead preferred: EC2Snapshot, in region: Region) async throws {
        do {
            try await context.client.deleteSnapshot(snapshot.id, in: region)
            tell("\(snapshot.id) is removed, since \(preferred.id) is the same", in: region)
        } catch {
            // Somebody registered an image from it meanwhile, or removed it: both are fine.
            guard error.code == "InvalidSnapshot.InUse" || error.kind == .notFound else { throw error }
        }
    }

    /// A snapshot that stays costs money and nothing else: a run does not fail for it.
    private func reportingFailures(in region: Region, _ work: () async throws -> Void) async throws {
        do {
            try await work()
        } catch let error as AWSError where error.kind != .cancelled {
            tell("surplus snapshots are left: \(error)", in: region)
        }
    }

    private func tell(_ text: String, in region: Region) { context.events(EngineEvent(region: region.rawValue, .note(text))) }
}
