import CGit2

extension Repository {
    /// Makes a commit that changes files of its parent. No reference moves.
    /// - Parameters:
    ///   - changes: the new content by path; nil deletes.
    ///   - parent: what is changed; nil for a first commit.
    /// - Returns: nil when the commit would have the same tree as its parent.
    /// - Throws: `GitError`; `invalid` for a path that cannot be in a repository.
    package func makeCommit(
        changing changes: [String: [UInt8]?], on parent: ObjectID?, message: String, author: CommitAuthor
    ) throws(GitError) -> ObjectID? {
        guard let tree = try newTree(changing: changes, on: parent) else { return nil }
        return try write(commitBytes(tree: tree, parents: parent.map { [$0] } ?? [], message: message, author: author))
    }

    /// Writes the tree that a commit would have; nil when it is its parent's.
    func newTree(changing changes: [String: [UInt8]?], on parent: ObjectID?) throws(GitError) -> ObjectID? {
        for path in changes.keys where !RepositoryPath.isValid(path) {
            throw GitError(.invalid, "make commit", "“\(path)” is not a path in a repository")
        }
        let old: ObjectID? = if let parent { try commit(parent).tree } else { nil }
        let new = try writeTree(changes, on: old)
        return new == old ? nil : new
    }

    /// Points a reference at a commit.
    /// - Parameter expected: what it points at now; nil when it must not exist.
    /// - Throws: `GitError` when it points elsewhere.
    package func setReference(_ name: String, to id: ObjectID, expecting expected: ObjectID?) throws(GitError) {
        let repository = pointer
        var new = id.raw
        var made: OpaquePointer?
        defer { git_reference_free(made) }
        guard let expected else { return try check("set \(name)") { git_reference_create(&made, repository, name, &new, 0, nil) } }
        var old = expected.raw
        try check("set \(name)") { git_reference_create_matching(&made, repository, name, &new, 1, &old, nil) }
    }

    private func writeTree(_ changes: [String: [UInt8]?], on tree: ObjectID?) throws(GitError) -> ObjectID {
        let repository = pointer
        let index = try GitHandle("make tree", free: git_index_free) { git_index_new(&$0) }
        if let tree {
            let base = try GitHandle("read tree", free: git_tree_free) {
                var raw = tree.raw
                return git_tree_lookup(&$0, pointer, &raw)
            }
            try check("read tree") { git_index_read_tree(index.pointer, base.pointer) }
        }
        for (path, content) in changes.sorted(by: { $0.key < $1.key }) {
            guard let content else {
                // A file that is not there is as good as deleted.
                git_index_remove(index.pointer, path, 0)
                continue
            }
            var entry = git_index_entry()
            entry.mode = UInt32(GIT_FILEMODE_BLOB.rawValue)
            try check("write \(path)") { git_blob_create_from_buffer(&entry.id, repository, content, content.count) }
            try check("write \(path)") {
                path.withCString { name in
                    entry.path = name
                    return git_index_add(index.pointer, &entry)
                }
            }
        }
        var raw = git_oid()
        try check("write tree") { git_index_write_tree_to(&raw, index.pointer, repository) }
        return ObjectID(raw)
    }

    /// Returns a commit's bytes, as they are signed and stored.
    func commitBytes(tree: ObjectID, parents: [ObjectID], message: String, author: CommitAuthor) throws(GitError) -> [UInt8] {
        var signature: UnsafeMutablePointer<git_signature>?
        try check("sign as \(author.name)") {
            guard let time = author.time else { return git_signature_now(&signature, author.name, author.email) }
            return git_signature_new(&signature, author.name, author.email, time, 0)
        }
        defer { git_signature_free(signature) }
        let treeHandle = try GitHandle("read tree", free: git_tree_free) {
            var raw = tree.raw
            return git_tree_lookup(&$0, pointer, &raw)
        }
        var commits: [OpaquePointer?] = []
        defer { commits.forEach(git_commit_free) }
        let repository = pointer
        for parent in parents {
            var commit: OpaquePointer?
            var raw = parent.raw
            try check("read commit \(parent)") { git_commit_lookup(&commit, repository, &raw) }
            commits.append(commit)
        }
        var buffer = git_buf()
        defer { git_buf_dispose(&buffer) }
        try check("make commit") {
            git_commit_create_buffer(
                &buffer, repository, signature, signature, "UTF-8", message, treeHandle.pointer, commits.count, &commits)
        }
        return [UInt8](UnsafeRawBufferPointer(start: buffer.ptr, count: buffer.size))
    }

    /// Stores a commit.
    /// - Parameter signature: nil for a commit that is not signed.
    func write(_ commit: [UInt8], signature: String? = nil) throws(GitError) -> ObjectID {
        var raw = git_oid()
        guard let signature else {
            let database = try GitHandle("write commit", free: git_odb_free) { git_repository_odb(&$0, pointer) }
            try check("write commit") { git_odb_write(&raw, database.pointer, commit, commit.count, GIT_OBJECT_COMMIT) }
            return ObjectID(raw)
        }
        let trimmed = signature.hasSuffix("\n") ? String(signature.dropLast()) : signature
        let text = String(decoding: commit, as: UTF8.self)
        try check("make signed commit") { git_commit_create_with_signature(&raw, pointer, text, trimmed, nil) }
        return ObjectID(raw)
    }
}
