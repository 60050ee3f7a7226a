import AWSPubEngine
import ConfigDiff
import Digest
import Foundation
import Git
import ImageConfig

/// Brings the sources of configs onto the disk, by content.
struct SourceStore: Sendable {
    let repository: Repository
    /// Where git-lfs files come from.
    let remote: Remote
    /// Where copies are kept; can be deleted at any time.
    let directory: String
    /// Folders on this host whose files may be used.
    let roots: [String]

    /// In bytes. Larger images belong into git-lfs or beside the repository.
    private static let largestBlob = 8 << 30

    /// Who fetches what is in S3.
    let account: AWSAccount

    init(repository: Repository, remote: Remote, directory: String, roots: [String], account: AWSAccount) {
        self.repository = repository
        self.remote = remote
        self.directory = directory
        self.roots = roots
        self.account = account
    }

    init(_ repository: Repository, _ remote: Remote, _ configuration: BotConfiguration) {
        self.init(
            repository: repository, remote: remote, directory: "\(configuration.stateDirectory)/sources", roots: configuration.sourceRoots,
            account: configuration.account)
    }

    /// Returns where the source's content is, fetched if need be.
    /// - Throws: `EngineError` that says what to do.
    func place(of source: SourceContent) async throws -> PinnedSource.Place {
        if case .pinned(let sha256, let url?, _) = source {
            return try await PinnedSource(url: url, sha256: sha256, account: account, directory: directory).resolve()
        }
        return .file(try await path(of: source))
    }

    private func path(of source: SourceContent) async throws -> String {
        switch source {
        case .blob(_, let id): return try await blob(id)
        case .host(let path): return try host(path)
        case .pinned(_, nil, let path) where path.hasPrefix("/"): return try host(path)
        case .largeFile(let path, let sha256, let size): return try await largeFile(path, sha256: sha256, size: size)
        case .pinned(_, let url, let path):
            throw EngineError(.invalidConfig, "the source \(url ?? path) is pinned but is no absolute path; commit it, or give its URL")
        case .unknown: throw EngineError(.invalidConfig, "the config is invalid")
        }
    }

    private func blob(_ id: ObjectID) async throws -> String {
        let path = "\(directory)/\(id.hex)"
        if FileManager.default.fileExists(atPath: path) { return path }
        let bytes = try await repository.blob(id, limit: SourceStore.largestBlob)
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        try Data(bytes).write(to: URL(filePath: path), options: .atomic)
        return path
    }

    /// Allows a path that, with all links resolved, lies under one of the roots.
    private func host(_ path: String) throws -> String {
        guard
            let real = realpath(path, nil).map({ pointer in
                defer { free(pointer) }
                return String(cString: pointer)
            })
        else { throw EngineError(.fileUnreadable, "the source \(path) is not on this host") }
        let isAllowed = roots.contains { root in
            guard let realRoot = realpath(root, nil) else { return false }
            defer { free(realRoot) }
            return RepositoryPath.isPath(real, under: String(cString: realRoot))
        }
        guard isAllowed else {
            throw EngineError(.fileUnreadable, "the source \(path) is not under a source root of the bot; allow its folder with --source-root")
        }
        return real
    }

    private func largeFile(_ path: String, sha256: String, size: Int64) async throws -> String {
        do {
            return try await remote.largeFile(sha256: sha256, size: size, storage: "\(directory)/lfs", repository: repository)
        } catch let error as GitError {
            throw EngineError(.fileUnreadable, "the source \(path) is kept in git-lfs and cannot be fetched: \(error.message)")
        }
    }
}
