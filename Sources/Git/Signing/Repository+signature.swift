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
        guard let signer else { return try await makeCommit(changing: changes, on: parent, message: message, author: author) }
        guard let bytes = try await commitBytes(changing: changes, on: parent, message: message, author: author) else { return nil }
        return try await write(bytes, signature: signer.sign(bytes))
    }

    private func commitBytes(
        changing changes: [String: [UInt8]?], on parent: ObjectID?, message: String, author: CommitAuthor
    ) throws(GitError) -> [UInt8]? {
        guard let tree = try newTree(changing: changes, on: parent) else { return nil }
        var buffer = git_buf()
        defer { git_buf_dispose(&buffer) }
        let repository = pointer
        try withParts(tree: tree, parent: parent, author: author) { signature, tree, count, parents in
            var parents = parents
            return git_commit_create_buffer(&buffer, repository, signature, signature, "UTF-8", message, tree, count, &parents)
        }
        return [UInt8](UnsafeRawBufferPointer(start: buffer.ptr, count: buffer.size))
    }

    private func write(_ commit: [UInt8], signature: String) throws(GitError) -> ObjectID {
        var raw = git_oid()
        let trimmed = signature.hasSuffix("\n") ? String(signature.dropLast()) : signature
        let text = String(decoding: commit, as: UTF8.self)
        try check("make signed commit") { git_commit_create_with_signature(&raw, pointer, text, trimmed, nil) }
        return ObjectID(raw)
    }
}
