package import Git

/// Follows a branch of a remote with a bare clone.
package actor BranchFollower {
    package nonisolated let remote: Remote
    package nonisolated let branch: String
    private let directory: StateDirectory
    private let gate: CommitGate?
    private var clone: Repository

    /// - Parameter gate: what a commit must pass before it is returned; nil for all.
    package init(remote: Remote, branch: String, directory: StateDirectory, gate: CommitGate? = nil) async throws {
        self.remote = remote
        self.branch = branch
        self.gate = gate
        self.directory = directory
        clone = try await CloneStore.open(in: directory)
    }

    /// The clone as it is now.
    package var repository: Repository { clone }

    /// Looks at the branch, and fetches it when it moved.
    /// - Returns: the commit it points at, which is in the clone.
    /// - Throws: `GitError`.
    package func poll() async throws -> ObjectID {
        let tip = try await remote.tip(ofBranch: branch)
        guard try await known() == tip, await clone.contains(tip) else { return try await fetch() }
        try await gate?.check(tip, in: clone)
        return tip
    }

    /// Fetches the branch. A clone that turns out to be damaged is made anew, once.
    /// - Throws: `GitError`.
    package func fetch() async throws -> ObjectID {
        let tip = try await fetched()
        try await gate?.check(tip, in: clone)
        return tip
    }

    private func fetched() async throws -> ObjectID {
        do {
            let tip = try await remote.fetch(branch: branch, into: clone)
            _ = try await clone.commit(tip)
            return tip
        } catch let error as GitError where error.code == .failed || error.code == .corrupt || error.code == .notFound {
            clone = try await CloneStore.replace(in: directory)
            return try await remote.fetch(branch: branch, into: clone)
        }
    }

    private func known() async throws -> ObjectID? {
        try await clone.commit(ofReference: Remote.trackingReference(ofBranch: branch))
    }
}
