import CGit2

extension Repository {
    /// Returns the commit that a revision names: an id, also a short one, a branch, `HEAD~2` and the like.
    /// - Throws: `GitError`.
    package func resolve(_ revision: String) throws(GitError) -> ObjectID {
        guard !revision.isEmpty, !revision.contains("\0") else { throw GitError(.invalid, "resolve", "“\(revision)” is not a revision") }
        let object = try GitHandle("resolve \(revision)", free: git_object_free) { git_revparse_single(&$0, pointer, "\(revision)^{commit}") }
        guard let id = git_object_id(object.pointer) else { throw GitError(.notFound, "resolve", "“\(revision)” names no commit") }
        return ObjectID(id.pointee)
    }

    /// Returns the commit a reference points at, nil when there is no such reference.
    package func commit(ofReference name: String) throws(GitError) -> ObjectID? {
        var raw = git_oid()
        do {
            try check("read \(name)") { git_reference_name_to_id(&raw, pointer, name) }
        } catch  where error.code == .notFound {
            return nil
        }
        return ObjectID(raw)
    }

    /// Whether a commit is in the object database.
    package func contains(_ id: ObjectID) -> Bool {
        var commit: OpaquePointer?
        var raw = id.raw
        defer { git_commit_free(commit) }
        return git_commit_lookup(&commit, pointer, &raw) == 0
    }

    /// Returns a commit.
    package func commit(_ id: ObjectID) throws(GitError) -> Commit {
        let commit = try lookUp(id)
        let count = git_commit_parentcount(commit.pointer)
        let parents = (0..<count).compactMap { git_commit_parent_id(commit.pointer, $0).map { ObjectID($0.pointee) } }
        guard let tree = git_commit_tree_id(commit.pointer), let author = git_commit_author(commit.pointer) else {
            throw GitError(.corrupt, "read commit \(id)", "the commit has no tree or author")
        }
        return Commit(
            id: id, tree: ObjectID(tree.pointee), parents: parents, author: String(cString: author.pointee.name),
            message: git_commit_message(commit.pointer).map { String(cString: $0) } ?? "", time: git_commit_time(commit.pointer))
    }

    /// Whether one commit is, or is before, another.
    package func isAncestor(_ ancestor: ObjectID, of descendant: ObjectID) throws(GitError) -> Bool {
        if ancestor == descendant { return true }
        guard contains(ancestor), contains(descendant) else { return false }
        var old = ancestor.raw
        var new = descendant.raw
        var found: Int32 = 0
        try check("compare commits") {
            found = git_graph_descendant_of(pointer, &new, &old)
            return min(found, 0)
        }
        return found == 1
    }

    /// Returns the content of a file.
    /// - Parameter limit: the most bytes that are read.
    /// - Throws: `GitError`; `tooLarge` for a larger file, before it is read.
    package func blob(_ id: ObjectID, limit: Int) throws(GitError) -> [UInt8] {
        var raw = id.raw
        var size = 0
        var type = GIT_OBJECT_INVALID
        let database = try GitHandle("read object \(id)", free: git_odb_free) { git_repository_odb(&$0, pointer) }
        try check("read object \(id)") { git_odb_read_header(&size, &type, database.pointer, &raw) }
        guard size <= limit else { throw GitError(.tooLarge, "read object \(id)", "the file has \(size) bytes; at most \(limit) are read") }
        let blob = try GitHandle("read object \(id)", free: git_blob_free) { git_blob_lookup(&$0, pointer, &raw) }
        return Array(UnsafeRawBufferPointer(start: git_blob_rawcontent(blob.pointer), count: Int(git_blob_rawsize(blob.pointer))))
    }

    /// Returns the contents of many files, or why each cannot be read.
    /// - Parameter limit: the most bytes that are read of each.
    package func blobs(_ ids: some Sequence<ObjectID>, limit: Int) -> [ObjectID: Result<[UInt8], GitError>] {
        var contents: [ObjectID: Result<[UInt8], GitError>] = [:]
        for id in ids where contents[id] == nil {
            do { contents[id] = .success(try blob(id, limit: limit)) } catch { contents[id] = .failure(error) }
        }
        return contents
    }

    func lookUp(_ id: ObjectID) throws(GitError) -> GitHandle {
        try GitHandle("read commit \(id)", free: git_commit_free) {
            var raw = id.raw
            return git_commit_lookup(&$0, pointer, &raw)
        }
    }

    func tree(of id: ObjectID) throws(GitError) -> GitHandle {
        let commit = try lookUp(id)
        return try GitHandle("read tree of \(id)", free: git_tree_free) { git_commit_tree(&$0, commit.pointer) }
    }
}
