/// A repository elsewhere: what its branches point at, fetching from it, pushing to it. Looks over http ask the server where that is enough, and
/// everything else goes through the `git` program.
package struct Remote: Sendable {
    package let access: RemoteAccess
    private let listing: ReferenceListing

    package init(_ access: RemoteAccess) {
        self.access = access
        listing = ReferenceListing(access)
    }

    /// Returns the commit that a branch points at.
    /// - Throws: `GitError`; `branchMissing`, or `emptyRepository` when there is no branch at all.
    package func tip(ofBranch branch: String) async throws -> ObjectID {
        let operation = "look at \(branch)"
        let reference = try Remote.reference(ofBranch: branch)
        if let id = try await listing.references(startingWith: [reference], operation: operation)?[reference] { return id }
        let heads = try await listed(by: ["--heads"], operation)
        guard !heads.isEmpty else { throw GitError(.emptyRepository, operation, "\(access.url) has no commits yet; push a first one") }
        guard let id = heads[reference] else {
            let known = heads.keys.sorted().prefix(10).map { $0.dropFirst("refs/heads/".count) }.joined(separator: ", ")
            throw GitError(.branchMissing, operation, "\(access.url) has no branch “\(branch)”; it has \(known)")
        }
        return id
    }

    /// Returns the commits that branches point at, without those that are not there.
    /// - Throws: `GitError`.
    package func tips(ofBranches branches: [String]) async throws -> [String: ObjectID] {
        let operation = "look at \(branches.joined(separator: ", "))"
        let names = Dictionary(try branches.map { (try Remote.reference(ofBranch: $0), $0) }, uniquingKeysWith: { $1 })
        let asked = try await listing.references(startingWith: names.keys.sorted(), operation: operation)
        let found = if let asked { asked } else { try await listed(matching: names.keys.sorted(), operation) }
        return Dictionary(found.compactMap { name, id in names[name].map { ($0, id) } }, uniquingKeysWith: { $1 })
    }

    /// Returns what references point at, by their names.
    /// - Parameter pattern: such as `refs/pull/*/head`, with one star.
    /// - Throws: `GitError`.
    package func references(matching pattern: String) async throws -> [String: ObjectID] {
        let parts = pattern.split(separator: "*", omittingEmptySubsequences: false)
        if parts.count == 2, let all = try await listing.references(startingWith: [String(parts[0])], operation: "look at \(pattern)") {
            return all.filter { name, _ in name.hasSuffix(parts[1]) && name.utf8.count >= pattern.utf8.count }
        }
        return try await listed(matching: [pattern], "look at \(pattern)")
    }

    /// Asks git.
    private func listed(by options: [String] = [], matching patterns: [String] = [], _ operation: String) async throws -> [String: ObjectID] {
        let output = try await git(operation, ["ls-remote", "--refs"] + options + ["--", access.url.text] + patterns)
        let lines = output.split(separator: "\n").map { $0.split(separator: "\t") }.filter { $0.count == 2 }
        return Dictionary(lines.compactMap { line in ObjectID(hex: String(line[0])).map { (String(line[1]), $0) } }, uniquingKeysWith: { $1 })
    }

    /// Fetches a branch into a repository.
    /// - Returns: the commit that the branch points at now.
    package func fetch(branch: String, into repository: Repository) async throws -> ObjectID {
        let (reference, tracking) = (try Remote.reference(ofBranch: branch), Remote.trackingReference(ofBranch: branch))
        try await fetch("+\(reference):\(tracking)", into: repository, operation: "fetch \(branch)")
        guard let id = try await repository.commit(ofReference: tracking) else {
            throw GitError(.branchMissing, "fetch \(branch)", "\(access.url) has no branch “\(branch)”")
        }
        return id
    }

    /// Fetches a reference of any kind, such as `refs/pull/7/head`, into one of a repository.
    /// - Returns: the commit that it points at now.
    /// - Throws: `GitError`.
    package func fetch(reference: String, to local: String, into repository: Repository) async throws -> ObjectID {
        for name in [reference, local] { _ = try Remote.checked(name) }
        try await fetch("+\(reference):\(local)", into: repository, operation: "fetch \(reference)")
        guard let id = try await repository.commit(ofReference: local) else {
            throw GitError(.notFound, "fetch \(reference)", "\(access.url) has no \(reference)")
        }
        return id
    }

    /// Fetches all branches into a repository.
    package func fetchAllBranches(into repository: Repository) async throws {
        try await fetch("+refs/heads/*:\(Remote.trackingReference(ofBranch: "*"))", into: repository, operation: "fetch")
    }

    /// Pushes a commit to a branch, if that only adds to it.
    /// - Throws: `GitError`; `notFastForward` when the branch has commits that this one does not build on.
    package func push(_ commit: ObjectID, to branch: String, from repository: Repository) async throws {
        let reference = try Remote.reference(ofBranch: branch)
        _ = try await git(
            "push to \(branch)",
            ["--git-dir", repository.path, "push", "--porcelain", "--progress", "--no-verify", "--", access.url.text, "\(commit.hex):\(reference)"])
    }

    /// Where a fetched branch is kept.
    package static func trackingReference(ofBranch branch: String) -> String { "refs/remotes/origin/\(branch)" }

    private static func reference(ofBranch branch: String) throws(GitError) -> String { "refs/heads/\(try checked(branch, "branch"))" }

    /// What cannot be a reference's name could be an option, or a pattern.
    private static func checked(_ name: String, _ kind: String = "reference") throws(GitError) -> String {
        let isName =
            !name.isEmpty && !name.hasPrefix("-") && !name.hasPrefix("/") && !name.hasSuffix("/") && !name.hasSuffix(".lock")
            && !name.contains("..") && !name.contains("@{")
            && !name.unicodeScalars.contains { $0.value <= 0x20 || $0.value == 0x7F || "~^:?*[\\".unicodeScalars.contains($0) }
        guard isName else { throw GitError(.invalid, "read \(kind)", "“\(name)” is not the name of a \(kind)") }
        return name
    }

    private func fetch(_ refspec: String, into repository: Repository, operation: String) async throws {
        _ = try await git(
            operation,
            [
                "--git-dir", repository.path, "fetch", "--progress", "--no-tags", "--no-write-fetch-head", "--", access.url.text, refspec,
            ])
    }

    private func git(_ operation: String, _ arguments: [String]) async throws -> String {
        try await GitProcess(arguments: arguments, access: access, operation: operation).run()
    }
}
