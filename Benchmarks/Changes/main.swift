import BenchmarkSamples
import Bot
import ConfigDiff
import Foundation
import Git
import ImageConfig

/// Compares what finding the affected units of a one-file commit costs with `git diff --name-only` of the same commits: `benchmark-changes [COUNT…]`.
///
/// `benchmark-changes make FOLDER COUNT` only makes such a repository, for other benchmarks.
struct ChangesBenchmark {
    let count: Int
    private static let rounds = 9

    struct Result {
        var git = 0.0
        var affected = 0.0
        var full = 0.0
        /// Processor seconds, of all cores.
        var fullWork = 0.0
        var units = 0
    }

    func run() async throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appending(path: "awspub-bot-changes-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let sample = try await SampleRepository(at: folder, configs: count)
        // As it is after a fetch.
        _ = try git("repack", "-adq", in: folder)
        return try await measure(sample, folder)
    }

    private func measure(_ sample: SampleRepository, _ folder: String) async throws -> Result {
        let repository = sample.repository
        guard var tip = try await repository.commit(ofReference: "refs/heads/main") else { return Result() }
        let reader = SnapshotReader(repository: repository)
        var result = Result()
        var view = try await BranchView(at: tip, results: tip, reader: reader)
        for round in 0..<ChangesBenchmark.rounds {
            let index = count / 2 + round
            let text = SampleConfigs.config(index).replacing("root_device_volume_size: 8", with: "root_device_volume_size: \(9 + round)")
            guard let next = try await sample.commit(["\(index / 100)/config-\(index).yaml": Array(text.utf8)], on: tip) else { continue }
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
        let (full, work) = (ContinuousClock.now, clock())
        view = try await BranchView(at: tip, results: tip, reader: SnapshotReader(repository: Repository(at: folder)))
        _ = view.due(partitions: PartitionSet())
        result.full = full.duration(to: .now).seconds
        result.fullWork = Double(clock() - work) / Double(CLOCKS_PER_SEC)
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

if CommandLine.arguments.count == 4, CommandLine.arguments[1] == "make", let count = Int(CommandLine.arguments[3]) {
    _ = try await SampleRepository(at: CommandLine.arguments[2], configs: count)
    exit(0)
}
var isKept = true
let counts = CommandLine.arguments.dropFirst().compactMap { Int($0) }
for count in counts.isEmpty ? [100, 1000, 10_000] : counts {
    let result = try await ChangesBenchmark(count: count).run()
    isKept = isKept && result.units == 2 && result.affected <= 0.02 && result.affected <= 5 * result.git && result.full <= 3
    print(
        "\(count) configs: affected units \(rounded(result.affected * 1000)) ms, git diff --name-only \(rounded(result.git * 1000)) ms "
            + "(\(rounded(result.affected / result.git)) x), full comparison \(rounded(result.full)) s "
            + "(\(rounded(result.fullWork)) s of processors)")
}
print("promised: <= 20 ms, <= 5 x, <= 3 s: \(isKept ? "kept" : "BROKEN")")
exit(isKept ? 0 : 1)
