import Synchronization

extension BotRecord {
    /// Takes down which repositories are followed from now on, in this order. What is known of those that stay is kept; of those that are gone only
    /// their runs are, which count as stopped.
    package func follow(_ repositories: [RecordedRepository]) {
        state.withLock { state in
            for name in Set(state.names).subtracting(repositories.map(\.name)) { forget(name, &state) }
            state.names = repositories.map(\.name)
            for repository in repositories {
                guard var known = state.repositories[repository.name] else {
                    state.repositories[repository.name] = Entry(repository: repository)
                    continue
                }
                let before = known.repository
                known.repository.branch = repository.branch
                known.repository.hasWebhook = repository.hasWebhook
                state.repositories[repository.name] = known
                if known.repository != before { feed.send(.repository(known.repository)) }
            }
        }
    }

    private func forget(_ name: String, _ state: inout State) {
        for unit in state.repositories[name]?.running.keys.sorted() ?? [] { stop(unit, name, &state) }
        state.repositories[name] = nil
        state.units[name] = nil
    }

    /// Takes down that the looks at a repository begin, for the first time or with other settings: what comes first is no news.
    package func began(_ name: String) {
        change(name) { entry in
            entry.pending = .start
            entry.unannounced = nil
            entry.repository.isLooking = false
        }
    }
}
