package import Git

/// Follows a branch of a remote with a bare clone.
package actor BranchFollower {
    package nonisolated let remote: Remote
    package nonisolated let branch: String
    package nonisolated let results: ResultsPlace
    /// The branch with the results; the followed one unless they have one of their own.
    package nonisolated var resultsBranch: String { results.branch ?? branch }
    private let directory: StateDirectory
    private let gate: CommitGate?
    private let upkeep: CloneUpkeep
    /// Who commits waits for who is committing.
    nonisolated let committing = Turn()
    /// Who fetches waits for who is fetching: two that move the same reference get in each other's way.
    private nonisolated let fetching = Turn()
    private var clone: Repository
    private var rewrite: Rewrite?
    private var fetches: Int

    /// - Parameters:
    ///   - gate: what a commit must pass before it is returned; nil for all.
    package init(
        remote: Remote, branch: String, results: ResultsPlace = .followedBranch, directory: StateDirectory, gate: CommitGate? = nil,
        upkeep: CloneUpkeep = CloneUpkeep()
    ) async throws {
        self.remote = remote
        self.branch = branch
        self.results = results
        self.gate = gate
        self.directory = directory
        self.upkeep = upkeep
        fetches = upkeep.fetches
        clone = try await CloneStore.open(in: directory, environment: remote.access.environment)
    }

    /// The clone as it is now.
    package var repository: Repository { clone }

    /// Looks at the branch, and at that of the results if they have one of their own.
    /// - Returns: the commits that they point at, without those of branches that are not there.
    /// - Throws: `GitError`.
    package func tips() async throws -> [String: ObjectID] {
        if let own = results.branch { return try await remote.tips(ofBranches: [branch, own]) }
        return [branch: try await remote.tip(ofBranch: branch)]
    }

    /// Fetches the branch when it moved.
    /// - Parameter tips: what branches point at; nil for looking.
    /// - Returns: the commit it points at, which is in the clone.
    /// - Throws: `GitError`.
    package func poll(_ tips: [String: ObjectID]? = nil) async throws -> ObjectID {
        // The error of one that is not there names those that are.
        let tip = if let tip = tips?[branch] { tip } else { try await remote.tip(ofBranch: branch) }
        guard try await known(branch) == tip, await clone.contains(tip) else { return try await fetch() }
        try await gate?.check(tip, in: clone)
        await tidy()
        return tip
    }

    /// Returns how the branch was rewritten since this was asked last; nil when it was only added to.
    package func takeRewrite() -> Rewrite? {
        defer { rewrite = nil }
        return rewrite
    }

    /// Fetches the branch. A clone that turns out to be damaged is made anew, once.
    /// - Throws: `GitError`.
    package func fetch() async throws -> ObjectID {
        let tip = try await fetched(branch)
        try await gate?.check(tip, in: clone)
        return tip
    }

    /// Fetches the branch of the results when it moved. Where people merge results, they are on the followed branch until there are some that wait for
    /// that.
    /// - Parameters:
    ///   - tip: what the followed branch points at, if that is known already.
    ///   - tips: what branches point at; nil for looking.
    /// - Returns: nil when the branch is not there yet.
    /// - Throws: `GitError`.
    package func pollResults(on tip: ObjectID? = nil, _ tips: [String: ObjectID]? = nil) async throws -> ObjectID? {
        switch results {
        case .followedBranch:
            if let tip { return tip }
            return try await poll(tips)
        case .ownBranch(let branch): return try await pollResults(of: branch, tips)
        case .proposal(let branch):
            let merged = if let tip { tip } else { try await poll(tips) }
            guard let waiting = try await pollResults(of: branch, tips), try await !clone.isAncestor(waiting, of: merged) else { return merged }
            return waiting
        }
    }

    private func pollResults(of branch: String, _ tips: [String: ObjectID]?) async throws -> ObjectID? {
        let tips = if let tips { tips } else { try await remote.tips(ofBranches: [branch]) }
        guard let results = tips[branch] else { return nil }
        let isThere = try await known(branch) == results ? await clone.contains(results) : false
        let commit = isThere ? results : try await fetched(branch)
        try await gate?.checkResults(commit, in: clone)
        return commit
    }

    /// Checks that a commit is signed by somebody who may, where that is asked for.
    /// - Throws: `GitError`, `untrusted` when a commit is not signed by somebody who may.
    package func check(_ commit: ObjectID) async throws { try await gate?.check(commit, in: clone) }

    /// One at a time: two that fetch the same branch at once are in each other's way.
    private func fetched(_ branch: String) async throws -> ObjectID { try await fetching.alone { @Sendable in try await self.fetchedAlone(branch) } }

    private func fetchedAlone(_ branch: String) async throws -> ObjectID {
        fetches += 1
        let old = try await healing { try await self.known(branch) }
        let tip = try await healing {
            let clone = await self.clone
            let tip = try await self.remote.fetch(branch: branch, into: clone)
            _ = try await clone.commit(tip)
            return tip
        }
        // In a new clone the old commit is not there, and nobody can tell.
        if branch == self.branch, let old, await clone.contains(old), try await !clone.isAncestor(old, of: tip) {
            rewrite = Rewrite(old: old, new: tip)
        }
        return tip
    }

    /// Reads the whole clone, and makes it anew if something is wrong with it.
    /// - Returns: whether it was.
    func replaceIfDamaged() async throws -> Bool {
        guard try await !Repository.isSound(at: clone.path, isThorough: true, environment: remote.access.environment) else { return false }
        clone = try CloneStore.replace(in: directory)
        return true
    }

    /// Compacts the clone now and then, when there is nothing else to do.
    private func tidy() async {
        guard fetches >= upkeep.fetches else { return }
        fetches = 0
        guard upkeep.isDue(clone) else { return }
        do {
            try await clone.compact(environment: remote.access.environment)
            clone = try Repository(at: clone.path)
        } catch {
            // A clone that is only larger than it need be works. If it is damaged, reading it will show that, and heal it.
        }
    }

    private func known(_ branch: String) async throws -> ObjectID? {
        try await clone.commit(ofReference: Remote.trackingReference(ofBranch: branch))
    }
}
