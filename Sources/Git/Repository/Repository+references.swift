import CGit2

extension Repository {
    /// Removes the references below a name, such as `refs/requests`, but for some. What only they lead to is gone with the next `git gc`.
    /// - Throws: `GitError`.
    package func removeReferences(under folder: String, except kept: Set<String> = []) throws(GitError) {
        var names = git_strarray()
        let repository = pointer
        try check("list references") { git_reference_list(&names, repository) }
        defer { git_strarray_dispose(&names) }
        for index in 0..<names.count {
            guard let name = names.strings[index].map({ String(cString: $0) }), name.hasPrefix("\(folder)/"), !kept.contains(name) else { continue }
            try check("remove \(name)") { git_reference_remove(repository, name) }
        }
    }
}
