import CGit2

/// What merging a commit into another would come to.
package enum MergeOutcome: Sendable, Hashable {
    /// The commit that both are part of.
    case merged(ObjectID)
    /// The paths that they changed differently, in order.
    case conflicts([String])
}

extension Repository {
    /// Merges a commit into another, as a forge would. No reference moves, and the same two make the same commit.
    /// - Throws: `GitError`.
    package func merge(_ head: ObjectID, into base: ObjectID) throws(GitError) -> MergeOutcome {
        if try isAncestor(base, of: head) { return .merged(head) }
        if try isAncestor(head, of: base) { return .merged(base) }
        let ours = try lookUp(base)
        let theirs = try lookUp(head)
        let index = try GitHandle("merge \(head.short)", free: git_index_free) { git_merge_commits(&$0, pointer, ours.pointer, theirs.pointer, nil) }
        guard git_index_has_conflicts(index.pointer) == 0 else { return .conflicts(try conflicts(in: index)) }
        let repository = pointer
        var raw = git_oid()
        try check("merge \(head.short)") { git_index_write_tree_to(&raw, index.pointer, repository) }
        let author = CommitAuthor(name: "merge", email: "merge@localhost", time: max(try commit(base).time, try commit(head).time))
        return .merged(
            try write(commitBytes(tree: ObjectID(raw), parents: [base, head], message: "merge of \(head) into \(base)\n", author: author)))
    }

    private func conflicts(in index: borrowing GitHandle) throws(GitError) -> [String] {
        let list = index.pointer
        let iterator = try GitHandle("list conflicts", free: git_index_conflict_iterator_free) { git_index_conflict_iterator_new(&$0, list) }
        var paths: Set<String> = []
        var (ancestor, ours, theirs): (UnsafePointer<git_index_entry>?, UnsafePointer<git_index_entry>?, UnsafePointer<git_index_entry>?)
        while git_index_conflict_next(&ancestor, &ours, &theirs, iterator.pointer) == 0 {
            for entry in [ancestor, ours, theirs] { if let path = entry?.pointee.path { paths.insert(String(cString: path)) } }
        }
        return paths.sorted()
    }

    /// Makes a commit that has everything of one commit, but a folder as another has it.
    /// - Parameters:
    ///   - folder: a path; where the other commit does not have it, it stays as it is.
    ///   - parents: in their order, the one that a branch moves on from first.
    /// - Throws: `GitError`.
    package nonisolated func makeCommit(
        of commit: ObjectID, with folder: String, of other: ObjectID, parents: [ObjectID], message: String, author: CommitAuthor,
        signer: CommitSigner?
    ) async throws -> ObjectID {
        let tree = try await tree(of: commit, with: folder, of: other)
        return try await makeCommit(tree: tree, parents: parents, message: message, author: author, signer: signer)
    }

    private func tree(of commit: ObjectID, with folder: String, of other: ObjectID) throws(GitError) -> ObjectID {
        guard RepositoryPath.isValid(folder) else { throw GitError(.invalid, "make commit", "“\(folder)” is not a path in a repository") }
        let base = try tree(of: commit)
        let source = try tree(of: other)
        guard let tree = git_tree_id(base.pointer).map({ ObjectID($0.pointee) }) else {
            throw GitError(.corrupt, "read commit \(commit)", "the commit has no tree")
        }
        var entry: OpaquePointer?
        defer { git_tree_entry_free(entry) }
        do {
            try check("find \(folder)") { git_tree_entry_bypath(&entry, source.pointer, folder) }
        } catch  where error.code == .notFound {
            return tree
        }
        guard let entry, let id = git_tree_entry_id(entry) else { return tree }
        let repository = pointer
        var raw = git_oid()
        try check("put \(folder) into a tree") {
            folder.withCString { path in
                var update = git_tree_update(action: GIT_TREE_UPDATE_UPSERT, id: id.pointee, filemode: git_tree_entry_filemode(entry), path: path)
                return git_tree_create_updated(&raw, repository, base.pointer, 1, &update)
            }
        }
        return ObjectID(raw)
    }

    /// Returns the newest commit, going back by first parents, that changes something outside of a folder; the last one looked at when all within
    /// the limit change only that.
    /// - Throws: `GitError`.
    package func lastCommit(changingOutside folder: String, from tip: ObjectID, limit: Int = 100) throws(GitError) -> ObjectID {
        var commit = try commit(tip)
        for _ in 0..<limit {
            guard let parent = commit.parents.first, contains(parent),
                try changes(from: parent, to: commit.id).allSatisfy({ RepositoryPath.isPath($0.path, under: folder) })
            else { break }
            commit = try self.commit(parent)
        }
        return commit.id
    }

}
