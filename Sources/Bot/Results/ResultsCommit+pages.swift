import ConfigDiff
import Git
import ImageConfig
import RepoWatcher

extension ResultsCommit {
    /// A manifest that is news.
    struct News: Sendable {
        let manifest: Manifest
        /// As it is on the tip.
        let previous: Manifest?

        /// A unit that is gone and of which nothing is left needs no manifest.
        var isGone: Bool { manifest.status == .orphaned && manifest.orphans.isEmpty }
    }

    /// Returns the pages that go with what is news: the index, and those of configs that it is about. Where there is no index yet, they are all made;
    /// where they are not wanted any more, they all go.
    func pages(_ news: [News], on tip: ObjectID?, repository: Repository) async throws -> [String: [UInt8]?] {
        let folder = view.snapshot.settings.results
        var manifests = try await store(at: tip, repository).manifests
        let known = Set(manifests.keys.map(\.config))
        for item in news { manifests[item.manifest.unit] = item.isGone ? nil : item.manifest }
        let lines = news.map { ($0.manifest.unit, ManifestChanges.lines(from: $0.previous, to: $0.manifest)) }
        // A results branch of its own does not have the configs.
        let hasDefinitions = if case .ownBranch = place { false } else { true }
        let pages = ResultPages(
            manifests.values, folder: folder, hasDefinitions: hasDefinitions, changes: Dictionary(lines, uniquingKeysWith: { $1 }))
        let isThere = try await hasIndex(at: tip, pages.indexPath, repository)
        let isWanted = view.snapshot.settings.pages
        guard isWanted || isThere else { return [:] }
        let touched = Set(news.map(\.manifest.unit.config))
        let obstacles = pages.obstacles
        var files: [String: [UInt8]?] = [:]
        files[pages.indexPath] = .some(isWanted ? Array(pages.index.utf8) : nil)
        for config in isWanted && isThere ? touched : touched.union(known) {
            files[pages.path(of: config)] = .some(isWanted ? pages.page(of: config).map { Array($0.utf8) } : nil)
        }
        return files.filter { !obstacles.contains($0.key) }
    }

    /// Returns what is known of the results, brought to a tip: that costs as much as differs there.
    private func store(at tip: ObjectID?, _ repository: Repository) async throws -> ManifestStore {
        guard let tip, let seen = view.results, try await repository.isAncestor(seen, of: tip) else {
            return try await ManifestStore(at: tip, results: view.snapshot.settings.results, repository: repository)
        }
        var store = view.store
        guard tip != seen else { return store }
        let difference = try await store.difference(repository.changes(from: seen, to: tip), repository: repository)
        _ = store.apply(difference)
        return store
    }

    private func hasIndex(at tip: ObjectID?, _ path: String, _ repository: Repository) async throws -> Bool {
        guard let tip, let entry = try await repository.entry(at: path, of: tip), entry.kind == .file else { return false }
        // What cannot be read is not ours.
        guard let bytes = try? await repository.blob(entry.id, limit: 16 << 20) else { return false }
        return bytes.starts(with: MarkdownText(comment: ResultPages.comment).text.utf8)
    }
}
