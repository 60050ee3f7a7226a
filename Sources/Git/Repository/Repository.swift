import CGit2

/// A bare repository on disk, read and written through libgit2.
///
/// libgit2 blocks and an object of it belongs to one thread at a time, so each repository has a serial queue for an executor, and only values
/// leave it. There is no worktree: nothing that the repository contains is ever checked out.
package actor Repository {
    private let executor: SerialQueueExecutor
    private let handle: GitHandle
    /// Where it is.
    package nonisolated let path: String

    package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// Opens a repository.
    /// - Throws: `GitError`.
    package init(at path: String) throws(GitError) {
        Libgit2.start()
        self.path = path
        executor = SerialQueueExecutor(label: "git \(path)")
        handle = try GitHandle("open \(path)", free: git_repository_free) { git_repository_open_bare(&$0, path) }
    }

    /// Makes a bare repository and opens it; one that is there already is only opened.
    package static func create(at path: String) throws(GitError) -> Repository {
        Libgit2.start()
        _ = try GitHandle("create \(path)", free: git_repository_free) { git_repository_init(&$0, path, 1) }
        return try Repository(at: path)
    }

    var pointer: OpaquePointer { handle.pointer }
}

/// The library's state, which is one for the process.
private enum Libgit2 {
    static func start() { _ = started }

    private static let started: Bool = {
        git_libgit2_init()
        // No configuration of the machine or its users reaches what the bot does.
        for level in [GIT_CONFIG_LEVEL_SYSTEM, GIT_CONFIG_LEVEL_XDG, GIT_CONFIG_LEVEL_GLOBAL, GIT_CONFIG_LEVEL_PROGRAMDATA] {
            _ = cgit2_set_search_path(level.rawValue, "")
        }
        // The state directory may be a volume that another user owns. Its rights are checked where it is made.
        _ = cgit2_set_owner_validation(0)
        // 256 MiB is libgit2's default; a config repository needs a fraction.
        _ = cgit2_set_cache_max_size(32 << 20)
        // Without a limit every pack of every clone stays open. One that is needed again is opened again.
        _ = cgit2_set_open_pack_limit(32)
        return true
    }()
}
