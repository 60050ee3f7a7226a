import Foundation

extension Remote {
    /// Fetches a file that git-lfs keeps beside the repository, through the `git lfs` program, which checks its digest and resumes a broken transfer.
    ///
    /// Nothing of the repository's own `.lfsconfig` counts: a commit does not decide who gets the credentials.
    /// - Parameters:
    ///   - sha256: the content's digest in lower-case hex, as the pointer says.
    ///   - size: in bytes, as the pointer says.
    ///   - storage: a folder; the file is kept in it by its digest and found there the next time.
    /// - Returns: the file's path.
    /// - Throws: `GitError`.
    package func largeFile(sha256: String, size: Int64, storage: String, repository: Repository) async throws -> String {
        let place = "objects/\(sha256.prefix(2))/\(sha256.dropFirst(2).prefix(2))/\(sha256)"
        let path = "\(storage)/\(place)"
        // A repository on this machine has the file itself, with a worktree or without.
        let folders = access.url.transport == .local ? ["\(access.url.localPath)/lfs", "\(access.url.localPath)/.git/lfs"] : []
        if let present = ([storage] + folders).map({ "\($0)/\(place)" }).first(where: FileManager.default.fileExists(atPath:)) { return present }
        let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:\(sha256)\nsize \(size)\n"
        let seconds = max(1, Int(access.timeout.components.seconds))
        var settings = [
            "lfs.storage=\(storage)", "lfs.activitytimeout=\(seconds)", "lfs.dialtimeout=\(seconds)", "lfs.skipdownloaderrors=false",
            "filter.lfs.required=true", "remote.origin.url=\(access.url.text)",
        ]
        if access.url.transport == .http { settings.append("lfs.url=\(access.url.largeFileEndpoint)") }
        var process = GitProcess(
            arguments: ["--git-dir", repository.path] + settings.flatMap { ["-c", $0] } + ["lfs", "smudge"], access: access,
            operation: "fetch the git-lfs file \(sha256.prefix(12))", input: Array(pointer.utf8), discardsOutput: true)
        // git-lfs itself gives up when nothing moves; a large file takes as long as it takes.
        process.deadline = .seconds(24 * 3600)
        do {
            _ = try await process.run()
        } catch let error as GitError where error.message.contains("'lfs' is not a git command") {
            throw GitError(.failed, error.operation, "the program git-lfs is not installed; install it (Debian: apt-get install git-lfs)")
        } catch let error as GitError where error.code == .repositoryMissing {
            throw GitError(
                .notFound, error.operation, "the git-lfs server of \(access.url) does not have it; push it: git lfs push --all (\(error.message))")
        }
        return path
    }
}

extension RemoteURL {
    /// Where git-lfs asks for files: <https://github.com/git-lfs/git-lfs/blob/main/docs/api/server-discovery.md>.
    var largeFileEndpoint: String {
        let base = text.hasSuffix("/") ? String(text.dropLast()) : text
        return base.hasSuffix(".git") ? "\(base)/info/lfs" : "\(base).git/info/lfs"
    }

    fileprivate var localPath: String { text.hasPrefix("file://") ? String(text.dropFirst("file://".count)) : text }
}
