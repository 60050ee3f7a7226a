package import Git

/// Follows a branch of a remote with a bare clone.
package actor BranchFollower {
    package nonisolated let remote: Remote
    package nonisolated let branch: String
    /// Where results are; the branch itself unless they have one of their own.
    package nonisolated let resultsBranch: String
    private let directory: StateDirectory
    private let gate: CommitGate?
    private var clone: Repository

    /// - Parameters:
    ///   - resultsBranch: where results are, if not on the branch itself.
    ///   - gate: what a commit must pass before it is returned; nil for all.
    package init(
        remote: Remote, branch: String, resultsBranch: String? = nil, directory: StateDirectory, gate: CommitGate? = nil
    ) async throws {
        self.remote = remote
        self.branch = branch
        self.resultsBranch = resultsBranch ?? branch
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
        guard try await known(branch) == tip, await clone.contains(tip) else { return try await fetch() }
        try await gate?.check(tip, in: clone)
        return tip
    }

    /// Fetches the branch. A clone that turns out to be damaged is made anew, once.
    /// - Throws: `GitError`.
    package func fetch() async throws -> ObjectID {
        let tip = try await fetched(branch)
        try await gate?.check(tip, in: clone)
        return tip
    }

    /// Looks at the branch of the results, and fetches it when it moved.
    /// - Parameter tip: what the followed branch points at, if that is known already.
    /// - Returns: nil when the branch is not there yet.
    /// - Throws: `GitError`.
    package func pollResults(on tip: ObjectID? = nil) async throws -> ObjectID? {
        guard resultsBranch != branch else {
            if let tip { return tip }
            return try await poll()
        }
        let results: ObjectID
        do {
            results = try await remote.tip(ofBranch: resultsBranch)
        } catch let error as GitError where error.code == .branchMissing {
            return nil
        }
        guard try await known(resultsBranch) == results, await clone.contains(results) else { return try await fetchResults() }
        try await gate?.checkResults(results, in: clone)
        return results
    }

    /// Fetches the branch of the results.
    /// - Throws: `GitError`.
    package func fetchResults() async throws -> ObjectID {
        guard resultsBranch != branch else { return try await fetch() }
        let results = try await fetched(resultsBranch)
        try await gate?.checkResults(results, in: clone)
        return results
    }

    private func fetched(_ branch: String) async throws -> ObjectID {
        do {
            let tip = try await remote.fetch(branch: branch, into: clone)
            _ = try await clone.commit(tip)
            return tip
        } catch let error as GitError where error.code == .failed || error.code == .corrupt || error.code == .notFound {
            clone = try await CloneStore.replace(in: directory)
            return try await remote.fetch(branch: branch, into: clone)
        }
    }

    private func known(_ branch: String) async throws -> ObjectID? {
        try await clone.commit(ofReference: Remote.trackingReference(ofBranch: branch))
    }
}
