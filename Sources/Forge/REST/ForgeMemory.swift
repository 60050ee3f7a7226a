/// What a forge said that need not be asked again.
actor ForgeMemory {
    private(set) var user: ForgeUser?
    private var statuses: [String: [String: SentStatus]] = [:]
    /// The commits in `statuses`, the oldest first.
    private var commits: [String] = []

    func remember(_ user: ForgeUser) { self.user = user }

    func statuses(of commit: String) -> [String: SentStatus]? { statuses[commit] }

    /// Takes what stands at a commit, unless it is known better by now.
    /// - Returns: what is known.
    func learn(_ found: [String: SentStatus], on commit: String) -> [String: SentStatus] {
        if let known = statuses[commit] { return known }
        statuses[commit] = found
        commits.append(commit)
        // Enough for the tip and every request that is planned at a time; a commit that is asked for again costs one call.
        if commits.count > 256 { statuses[commits.removeFirst()] = nil }
        return found
    }

    func note(_ status: SentStatus, on commit: String) { statuses[commit]?[status.context] = status }
}
