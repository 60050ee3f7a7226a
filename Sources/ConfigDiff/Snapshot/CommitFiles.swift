import Git

/// The files of a commit: all of them listed, or each looked up when it is asked for.
struct CommitFiles: Sendable {
    let commit: ObjectID
    let repository: Repository
    /// By path; nil to look each up.
    private let listed: [String: TreeEntry]?

    init(of commit: ObjectID, in repository: Repository, listed entries: [TreeEntry]? = nil) {
        self.commit = commit
        self.repository = repository
        listed = entries.map { Dictionary($0.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first }) }
    }

    /// Returns the file at a path, nil when there is none.
    func entry(_ path: String) async throws -> TreeEntry? {
        if let listed { return listed[path] }
        return try await repository.entry(at: path, of: commit)
    }
}
