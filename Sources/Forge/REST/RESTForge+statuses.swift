extension RESTForge {
    package func report(_ status: CommitStatus, on commit: String) async throws(ForgeError) {
        let operation = "report a status"
        guard ForgeAnswer.isCommit(commit) else { throw ForgeError(.invalidAccess, operation, "this is not the id of a commit") }
        let wanted = SentStatus(
            context: ForgeText.name(status.context, limit: Self.limits.title), state: word(for: status.state),
            summary: ForgeText.line(status.summary, limit: Self.limits.summary), link: status.link ?? "")
        if try await known(on: commit)[wanted.context] == wanted { return }
        try await set(wanted, on: commit)
        await memory.note(wanted, on: commit)
    }

    /// Returns what stands at a commit. It is asked for once, since forges keep every status that was ever sent: GitHub takes no more than 1,000 for
    /// a context and commit (<https://docs.github.com/en/rest/commits/statuses>), and GitLab makes a job of each.
    private func known(on commit: String) async throws(ForgeError) -> [String: SentStatus] {
        if let known = await memory.statuses(of: commit) { return known }
        var found: [String: SentStatus] = [:]
        for answer in try await all(statuses(of: commit)) {
            let status = try status(answer)
            // The newest comes first.
            if found[status.context] == nil { found[status.context] = status }
        }
        return await memory.learn(found, on: commit)
    }
}
