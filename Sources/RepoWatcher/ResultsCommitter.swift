package import Git

/// Commits results to their branch, which need not be there yet, or something to the branch that is followed, and pushes it: only ever adding, and
/// again on the new tip when somebody else was faster.
package struct ResultsCommitter: Sendable {
    package let follower: BranchFollower
    package let target: Target
    /// Who pushes, if other than who reads.
    package let remote: Remote
    package let author: CommitAuthor
    /// Who signs; nil for nobody.
    package let signer: CommitSigner?
    /// How often a push is tried on a new tip.
    package let attempts: Int
    /// The first delay between attempts; it grows, with jitter.
    package let delay: Duration

    /// What is committed to.
    package enum Target: Sendable, Hashable {
        /// To the branch of the results, which are in this folder.
        case results(folder: String)
        case followedBranch
    }

    package init(
        follower: BranchFollower, target: Target, remote: Remote? = nil, author: CommitAuthor, signer: CommitSigner? = nil, attempts: Int = 100,
        delay: Duration = .milliseconds(100)
    ) {
        self.follower = follower
        self.target = target
        self.remote = remote ?? follower.remote
        self.author = author
        self.signer = signer
        self.attempts = attempts
        self.delay = delay
    }

    /// What a results commit changes.
    package struct Changes: Sendable {
        /// New content by path; nil deletes.
        package var files: [String: [UInt8]?]
        package var message: String

        package init(files: [String: [UInt8]?], message: String) {
            self.files = files
            self.message = message
        }
    }

    /// Commits and pushes.
    /// - Parameters:
    ///   - onRetry: called when somebody else was faster, before the next try.
    ///   - build: makes the changes for a tip, which is nil for a branch that is not there yet; returns nil when there is nothing to change. Called
    ///     again for each new tip.
    /// - Returns: the commit, nil when nothing had to change.
    /// - Throws: `GitError`; the branch is never forced.
    package func commit(
        onRetry: @Sendable () -> Void = {}, _ build: @Sendable (ObjectID?, Repository) async throws -> Changes?
    ) async throws -> ObjectID? {
        try await follower.committing.alone { try await push(onRetry, build) }
    }

    private func push(_ onRetry: @Sendable () -> Void, _ build: @Sendable (ObjectID?, Repository) async throws -> Changes?) async throws -> ObjectID?
    {
        var attempt = 0
        let branch = if case .results = target { follower.resultsBranch } else { follower.branch }
        while true {
            let tip = try await start()
            let repository = await follower.repository
            guard let changes = try await build(tip, repository),
                let made = try await repository.makeCommit(changing: changes.files, on: tip, message: changes.message, author: author, signer: signer)
            else { return nil }
            do {
                try await remote.push(made, to: branch, from: repository)
                return made
            } catch let error as GitError {
                attempt += 1
                guard error.code == .notFastForward, attempt < attempts else { throw error }
            }
            onRetry()
            try await Task.sleep(for: delay * Double.random(in: 0.5...1.5) * Double(min(attempt, 20)))
        }
    }

    /// Returns what results are committed on. Where people merge them, that has what the followed branch has, and the results that wait for that.
    private func start() async throws -> ObjectID? {
        guard case .results(let folder) = target else { return try await follower.poll() }
        guard case .proposal(let branch) = follower.results else { return try await follower.pollResults() }
        let tips = try await follower.tips()
        let tip = try await follower.poll(tips)
        guard let waiting = try await follower.pollResults(on: tip, tips), waiting != tip else { return tip }
        let repository = await follower.repository
        if try await repository.isAncestor(tip, of: waiting) { return waiting }
        return try await repository.makeCommit(
            of: tip, with: folder, of: waiting, parents: [waiting, tip], message: "merge \(follower.branch) into \(branch)\n", author: author,
            signer: signer)
    }
}
