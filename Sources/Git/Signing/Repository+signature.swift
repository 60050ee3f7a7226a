import CGit2

extension Repository {
    /// Returns the signature in a commit's header, nil when it has none.
    func signature(of id: ObjectID) throws(GitError) -> String? {
        // A commit that is not there is told from one that is not signed.
        _ = try lookUp(id)
        var signature = git_buf()
        var signed = git_buf()
        defer {
            git_buf_dispose(&signature)
            git_buf_dispose(&signed)
        }
        var raw = id.raw
        let repository = pointer
        do {
            try check("read signature of \(id)") { git_commit_extract_signature(&signature, &signed, repository, &raw, nil) }
        } catch  where error.code == .notFound {
            return nil
        }
        return signature.ptr.map { String(cString: $0) }
    }

    /// Makes a signed commit that changes files of its parent. No reference moves.
    /// - Parameters: as for a commit that is not signed.
    /// - Returns: nil when the commit would have the same tree as its parent.
    /// - Throws: `GitError`.
    package nonisolated func makeCommit(
        changing changes: [String: [UInt8]?], on parent: ObjectID?, message: String, author: CommitAuthor, signer: CommitSigner?
    ) async throws -> ObjectID? {
        guard let tree = try await newTree(changing: changes, on: parent) else { return nil }
        return try await makeCommit(tree: tree, parents: parent.map { [$0] } ?? [], message: message, author: author, signer: signer)
    }

    /// Makes a commit of a tree, signed when there is somebody who signs.
    nonisolated func makeCommit(
        tree: ObjectID, parents: [ObjectID], message: String, author: CommitAuthor, signer: CommitSigner?
    ) async throws -> ObjectID {
        let bytes = try await commitBytes(tree: tree, parents: parents, message: message, author: author)
        return try await write(bytes, signature: signer?.sign(bytes))
    }
}
