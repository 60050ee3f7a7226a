import CGit2

extension Repository {
    /// Returns all files of a commit, in the order of their paths.
    package func entries(of commit: ObjectID) throws(GitError) -> [TreeEntry] {
        let tree = try tree(of: commit)
        let collected = Collected<TreeEntry>()
        try check("list files of \(commit)") {
            git_tree_walk(
                tree.pointer, GIT_TREEWALK_PRE,
                { root, entry, payload in
                    guard let root, let entry, let name = git_tree_entry_name(entry), let id = git_tree_entry_id(entry) else { return -1 }
                    if let kind = TreeEntry.Kind(git_tree_entry_filemode(entry)) {
                        let path = String(cString: root) + String(cString: name)
                        Collected<TreeEntry>.at(payload)?.add(TreeEntry(path: path, id: ObjectID(id.pointee), kind: kind))
                    }
                    return 0
                }, collected.context)
        }
        return collected.elements
    }

    /// Returns the file at a path of a commit, nil when there is none.
    package func entry(at path: String, of commit: ObjectID) throws(GitError) -> TreeEntry? {
        guard !path.isEmpty, !path.hasPrefix("/"), !path.hasSuffix("/"), !path.contains("\0") else { return nil }
        let tree = try tree(of: commit)
        var entry: OpaquePointer?
        defer { git_tree_entry_free(entry) }
        do {
            try check("find \(path)") { git_tree_entry_bypath(&entry, tree.pointer, path) }
        } catch  where error.code == .notFound {
            return nil
        }
        guard let entry, let id = git_tree_entry_id(entry), let kind = TreeEntry.Kind(git_tree_entry_filemode(entry)) else { return nil }
        return TreeEntry(path: path, id: ObjectID(id.pointee), kind: kind)
    }
}

extension TreeEntry.Kind {
    /// - Returns: nil for folders.
    init?(_ mode: git_filemode_t) {
        switch mode {
        case GIT_FILEMODE_BLOB, GIT_FILEMODE_BLOB_EXECUTABLE: self = .file
        case GIT_FILEMODE_LINK: self = .link
        case GIT_FILEMODE_COMMIT: self = .submodule
        default: return nil
        }
    }
}

/// What a C callback collects.
private final class Collected<Element> {
    private(set) var elements: [Element] = []

    /// What goes through C as the callback's context; the caller keeps the object alive during the call.
    var context: UnsafeMutableRawPointer { Unmanaged.passUnretained(self).toOpaque() }

    static func at(_ context: UnsafeMutableRawPointer?) -> Collected? {
        context.map { Unmanaged<Collected>.fromOpaque($0).takeUnretainedValue() }
    }

    func add(_ element: Element) { elements.append(element) }
}
