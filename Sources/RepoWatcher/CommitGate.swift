package import Git

/// Lets through only what somebody signed who may. Nothing of a commit but its header and the names of its files is looked at before.
package actor CommitGate {
    private let people: SignatureKeyring
    private let own: SignatureKeyring
    private let resultsFolder: @Sendable (ObjectID, Repository) async throws -> String
    /// Commits that carry the bot's signature.
    private var knownOwn: Set<ObjectID> = []
    private static let remembered = 10_000

    /// - Parameters:
    ///   - people: who may say what is run.
    ///   - own: the bot's key, which may write results only.
    ///   - resultsFolder: returns the folder of the manifests, as a commit that a person signed says.
    package init(
        people: SignatureKeyring, own: SignatureKeyring, resultsFolder: @escaping @Sendable (ObjectID, Repository) async throws -> String
    ) {
        self.people = people
        self.own = own
        self.resultsFolder = resultsFolder
    }

    /// Checks the tip of the branch that is followed: below the bot's own commits, which change results only, there must be one that a person
    /// signed who may.
    /// - Throws: `GitError`, `untrusted` with the commit and who signed it.
    package func check(_ tip: ObjectID, in repository: Repository) async throws {
        var results: [Commit] = []
        var commit = try await repository.commit(tip)
        while try await isOwn(commit.id, repository), let parent = commit.parents.first, commit.parents.count == 1 {
            results.append(commit)
            commit = try await repository.commit(parent)
        }
        let verdict = try await people.verify(commit.id, in: repository)
        guard verdict.isGood else { throw CommitGate.refusal(of: commit, verdict) }
        guard !results.isEmpty else { return }
        let folder = try await resultsFolder(commit.id, repository)
        for result in results {
            guard let parent = result.parents.first else { continue }
            let changes = try await repository.changes(from: parent, to: result.id)
            guard let other = changes.first(where: { !RepositoryPath.isPath($0.path, under: folder) }) else { continue }
            let path = GitError.printable(other.path)
            throw CommitGate.refusal(
                of: result,
                .refused("it is signed with the bot's key, which may change \(folder) only, and changes \(path)"))
        }
    }

    /// Checks the tip of a branch that holds nothing but results: the bot, or a person who may, signed it.
    /// - Throws: `GitError`.
    package func checkResults(_ tip: ObjectID, in repository: Repository) async throws {
        if try await isOwn(tip, repository) { return }
        let verdict = try await people.verify(tip, in: repository)
        guard verdict.isGood else { throw CommitGate.refusal(of: try await repository.commit(tip), verdict) }
    }

    private func isOwn(_ commit: ObjectID, _ repository: Repository) async throws -> Bool {
        if knownOwn.contains(commit) { return true }
        guard try await own.verify(commit, in: repository).isGood else { return false }
        // Only the last ones are asked for again.
        if knownOwn.count >= CommitGate.remembered { knownOwn = [] }
        knownOwn.insert(commit)
        return true
    }

    private static func refusal(of commit: Commit, _ verdict: SignatureVerdict) -> GitError {
        let why =
            switch verdict {
            case .good(let signer): "it is signed by \(signer)"
            case .unsigned: "it is not signed"
            case .refused(let reason): reason
            }
        let name = GitError.printable("“\(commit.subject.prefix(80))” by \(commit.author.prefix(80))")
        return GitError(
            .untrusted, "check signature", "nothing is read or run: the commit \(commit.id.short) \(name) must be signed by an allowed signer; \(why)"
        )
    }
}
