import BenchmarkSamples
import ConfigDiff
import Git
import ImageConfig

/// A bare repository of sample configs, all of them published on paper, as it is when the bot has worked on it.
struct SampleRepository {
    let repository: Repository
    private static let author = CommitAuthor(name: "Benchmark", email: "benchmark@example.com")

    /// Makes it, with the branch `main`.
    init(at folder: String, configs count: Int) async throws {
        repository = try Repository.create(at: folder)
        var files: [String: [UInt8]?] = ["image.vmdk": Array("disk".utf8)]
        for index in 0..<count {
            files["\(index / 100)/config-\(index).yaml"] = Array(SampleConfigs.config(index).utf8)
            files["\(index / 100)/config-\(index).yaml.mapping"] = Array(SampleConfigs.mapping(index).utf8)
        }
        guard let first = try await commit(files, on: nil), let second = try await commit(try await manifests(of: first), on: first) else { return }
        try await repository.setReference("refs/heads/main", to: second, expecting: nil)
    }

    func commit(_ files: [String: [UInt8]?], on parent: ObjectID?) async throws -> ObjectID? {
        try await repository.makeCommit(changing: files, on: parent, message: "change", author: SampleRepository.author)
    }

    private func manifests(of commit: ObjectID) async throws -> [String: [UInt8]?] {
        let snapshot = try await SnapshotReader(repository: repository).read(commit)
        var files: [String: [UInt8]?] = [:]
        for due in ConfigComparison.due(from: nil, to: snapshot, manifests: [:]) {
            let manifest = Manifest(unit: due.unit, configCommit: commit.hex, fingerprint: due.fingerprint, status: .published)
            files[due.unit.manifestPath(in: snapshot.settings.results)] = manifest.bytes
        }
        return files
    }
}
