import BenchmarkSamples
import Bot
import ConfigDiff
import Foundation
import Git
import ImageConfig

/// Compares what finding the affected units of a one-file commit costs with `git diff --name-only` of the same commits: `benchmark-changes [COUNT…]`.
struct ChangesBenchmark {
    let count: Int
    private static let rounds = 9
    private static let author = CommitAuthor(name: "Benchmark", email: "benchmark@example.com")

    struct Result {
        var git = 0.0
        var affected = 0.0
        var full = 0.0
        var units = 0
    }

    func run() async throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appending(path: "awspub-bot-changes-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let repository = try Repository.create(at: folder)
        var files: [String: [UInt8]?] = ["image.vmdk": Array("disk".utf8)]
        for index in 0..<count {
            files["\(index / 100)/config-\(index).yaml"] = Array(SampleConfigs.config(index).utf8)
            files["\(index / 100)/config-\(index).yaml.mapping"] = Array(SampleConfigs.mapping(index).utf8)
        }
        guard let first = try await commit(files, on: nil, repository) else { return Result() }
        try await addManifests(of: first, repository)
        // As it is after a fetch.
        _ = try git("repack", "-adq", in: folder)
        return try await measure(repository, folder)
    }

    private func commit(_ files: [String: [UInt8]?], on parent: ObjectID?, _ repository: Repository) async throws -> ObjectID? {
        try await repository.makeCommit(changing: files, on: parent, message: "change", author: ChangesBenchmark.author)
    }

    /// Publishes everything on paper, as it is in a repository that the bot has worked on.
    private func addManifests(of commit: ObjectID, _ repository: Repository) async throws {
        let snapshot = try await SnapshotReader(repository: repository).read(commit)
        var files: [String: [UInt8]?] = [:]
        for due in ConfigComparison.due(from: nil, to: snapshot, manifests: [:]) {
            let manifest = Manifest(unit: due.unit, configCommit: commit.hex, fingerprint: due.fingerprint, status: .published)
            files[due.unit.manifestPath(in: snapshot.settings.results)] = manifest.bytes
        }
        guard let made = try await self.commit(files, on: commit, repository) else { return }
        try await repository.setReference("refs/heads/main", to: made, expecting: nil)
    }

    private func measure(_ repository: Repository, _ folder: String) async throws -> Result {
        guard var tip = try await repository.commit(ofReference: "refs/heads/main") else { return Result() }
        let reader = SnapshotReader(repository: repository)
        var result = Result()
        var view = try await BranchView(at: tip, results: tip, reader: reader)
        for round in 0..<ChangesBenchmark.rounds {
            let index = count / 2 + round
            let text = SampleConfigs.config(index).replacing("root_device_volume_size: 8", with: "root_device_volume_size: \(9 + round)")
            guard let next = try await commit(["\(index / 100)/config-\(index).yaml": Array(text.utf8)], on: tip, repository) else { continue }
            let clock = ContinuousClock.now
            guard let difference = try await view.difference(to: next, results: next, reader: reader) else { continue }
            view.apply(difference)
            let due = view.due(partitions: PartitionSet())
            let affected = clock.duration(to: .now).seconds
            result.affected = round == 0 ? affected : min(result.affected, affected)
            result.units = due.count
            let git = try self.git("diff", "--name-only", tip.hex, next.hex, in: folder)
            result.git = round == 0 ? git : min(result.git, git)
            tip = next
        }
        let full = ContinuousClock.now
        view = try await BranchView(at: tip, results: tip, reader: SnapshotReader(repository: Repository(at: folder)))
        _ = view.due(partitions: PartitionSet())
        result.full = full.duration(to: .now).seconds
        return result
    }

    private func git(_ arguments: String..., in folder: String) throws -> Double {
        let git = Process()
        git.executableURL = URL(filePath: "/usr/bin/env")
        git.arguments = ["git", "-C", folder] + arguments
        git.standardOutput = FileHandle.nullDevice
        return try seconds {
            try git.run()
            git.waitUntilExit()
        }
    }
}

var isKept = true
let counts = CommandLine.arguments.dropFirst().compactMap { Int($0) }
for count in counts.isEmpty ? [100, 1000, 10_000] : counts {
    let result = try await ChangesBenchmark(count: count).run()
    isKept = isKept && result.units == 2 && result.affected <= 0.02 && result.affected <= 5 * result.git && result.full <= 3
    print(
        "\(count) configs: affected units \(rounded(result.affected * 1000)) ms, git diff --name-only \(rounded(result.git * 1000)) ms "
            + "(\(rounded(result.affected / result.git)) x), full comparison \(rounded(result.full)) s")
}
print("promised: <= 20 ms, <= 5 x, <= 3 s: \(isKept ? "kept" : "BROKEN")")
exit(isKept ? 0 : 1)
