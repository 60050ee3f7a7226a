import CGit2

extension Repository {
    /// Returns the files that two commits have differently, in the order of their paths. Renames are a deletion and an addition, and so is a
    /// file that became one of another kind.
    ///
    /// Folders that are equal are not looked into, which libgit2's own comparison of trees does: its time grows with the repository.
    package func changes(from old: ObjectID, to new: ObjectID) throws(GitError) -> [FileChange] {
        var changes: [FileChange] = []
        // A list in place of recursion: how deep folders go is up to whoever pushes.
        var pending = [TreePair(path: "", old: try commit(old).tree, new: try commit(new).tree)]
        while let pair = pending.popLast() {
            guard pair.old != pair.new else { continue }
            let before = try pair.old.map { id throws(GitError) in try children(of: id) } ?? [:]
            var after = try pair.new.map { id throws(GitError) in try children(of: id) } ?? [:]
            for (name, child) in before { compare(child, after.removeValue(forKey: name), at: pair.path + name, &changes, &pending) }
            for (name, child) in after { compare(nil, child, at: pair.path + name, &changes, &pending) }
        }
        return changes.sorted { $0.path < $1.path }
    }

    private struct TreePair {
        /// With a slash at the end, but for the root.
        let path: String
        let old: ObjectID?
        let new: ObjectID?
    }

    private struct Child: Equatable {
        let id: ObjectID
        /// nil for a folder.
        let kind: TreeEntry.Kind?
    }

    private func compare(_ old: Child?, _ new: Child?, at path: String, _ changes: inout [FileChange], _ pending: inout [TreePair]) {
        guard old != new else { return }
        let (oldTree, newTree) = (old?.kind == nil ? old?.id : nil, new?.kind == nil ? new?.id : nil)
        if oldTree != nil || newTree != nil { pending.append(TreePair(path: path + "/", old: oldTree, new: newTree)) }
        switch (oldTree == nil ? old : nil, newTree == nil ? new : nil) {
        case (let old?, let new?) where old.kind == new.kind: changes.append(FileChange(path: path, old: old.id, new: new.id))
        case (let old, let new):
            if let old { changes.append(FileChange(path: path, old: old.id, new: nil)) }
            if let new { changes.append(FileChange(path: path, old: nil, new: new.id)) }
        }
    }

    private func children(of tree: ObjectID) throws(GitError) -> [String: Child] {
        var raw = tree.raw
        let tree = try GitHandle("read tree \(tree)", free: git_tree_free) { git_tree_lookup(&$0, pointer, &raw) }
        var children: [String: Child] = [:]
        for index in 0..<git_tree_entrycount(tree.pointer) {
            guard let entry = git_tree_entry_byindex(tree.pointer, index), let name = git_tree_entry_name(entry), let id = git_tree_entry_id(entry)
            else { continue }
            children[String(cString: name)] = Child(id: ObjectID(id.pointee), kind: TreeEntry.Kind(git_tree_entry_filemode(entry)))
        }
        return children
    }
}
