import AWS
import AWSPartition

/// The pending snapshots, images and imports of one region.
struct RegionStates: Sendable {
    let snapshots: BatchedStates<NamedSnapshot, SnapshotState>
    let images: BatchedStates<String, EC2Image>
    let imports: BatchedStates<String, ImportSnapshotTask>

    // By filter and not by id: an id that is not visible yet would fail the call for all others.
    init(client: AWSClient, region: Region, policy: PollPolicy) {
        snapshots = BatchedStates(policy: policy) { state in
            Double(percent: state.own.progress)
        } describe: { keys in
            let found = try await EC2Filter.slices(of: Set(keys.map(\.name)).sorted()) { names in
                try await client.describeSnapshots(in: region, filters: [.named(names)])
            }
            return Dictionary(uniqueKeysWithValues: keys.compactMap { key in SnapshotState(key, among: found).map { (key, $0) } })
        }
        images = BatchedStates(policy: policy) { ids in
            let found = try await EC2Filter.slices(of: ids) { try await client.describeImages(in: region, filters: [EC2Filter("image-id", $0)]) }
            return Dictionary(found.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        }
        imports = BatchedStates(policy: policy) { task in
            task.progress.flatMap(Double.init(percent:))
        } describe: { ids in
            let found = try await client.visibleImportTasks(ids.sorted(), in: region)
            return Dictionary(found.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        }
    }
}

/// A snapshot that is waited for.
struct NamedSnapshot: Sendable, Hashable {
    let id: String
    /// The value of its `Name` tag.
    let name: String
}

/// A snapshot, and those that have the same name.
struct SnapshotState: Sendable {
    let own: EC2Snapshot
    /// All of the name, itself included, the oldest first.
    let namesakes: [EC2Snapshot]

    init?(_ key: NamedSnapshot, among found: [EC2Snapshot]) {
        guard let own = found.first(where: { $0.id == key.id }) else { return nil }
        self.own = own
        namesakes = found.filter { $0.name == key.name }.sorted { ($0.startTime, $0.id) < ($1.startTime, $1.id) }
    }
}

extension EC2Filter {
    /// Describes things by values that may be more than a filter takes, which is 200:
    /// <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html>.
    static func slices<Element>(of values: [String], _ describe: ([String]) async throws -> [Element]) async throws -> [Element] {
        var found: [Element] = []
        for start in stride(from: 0, to: values.count, by: 200) {
            found += try await describe(Array(values[start..<min(start + 200, values.count)]))
        }
        return found
    }
}

extension Double {
    /// Reads a percentage as EC2 tells it: `42%`, or `42`; nil for anything else, such as no text at all.
    fileprivate init?(percent: String) {
        self.init(percent.hasSuffix("%") ? String(percent.dropLast()) : percent)
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
