import ConfigDiff
import Git
import ImageConfig
import RepoWatcher

/// Puts results into the files of a commit.
struct ResultsCommit: Sendable {
    let results: [Manifest]
    /// The definitions that were run, and the results as they were last seen.
    let view: BranchView
    let place: ResultsPlace
    /// The ids of the runs that results come from, where they come from one.
    let runs: [UnitID: String]
    /// The last commit that everything was done of; nil when that is none, or not known.
    let processed: ObjectID?

    /// Returns what a commit on a tip, or a first one, changes; nil when every manifest there says the same already.
    func changes(on tip: ObjectID?, repository: Repository) async throws -> ResultsCommitter.Changes? {
        let folder = view.snapshot.settings.results
        var files: [String: [UInt8]?] = [:]
        var news: [News] = []
        for manifest in results {
            let path = manifest.unit.manifestPath(in: folder)
            let item = News(manifest: manifest, previous: try await ManifestStore.manifest(path, at: tip, repository: repository))
            guard isNews(manifest, item.previous) else { continue }
            files[path] = item.isGone ? .some(nil) : manifest.bytes
            news.append(item)
        }
        guard !news.isEmpty else { return nil }
        files.merge(try await pages(news, on: tip, repository: repository)) { $1 }
        if let processed { files["\(folder)/\(ProcessedState.fileName)"] = ProcessedState.bytes(processed: processed) }
        let entries = news.map {
            ResultsMessage.Entry(manifest: $0.manifest, path: $0.manifest.unit.manifestPath(in: folder), run: runs[$0.manifest.unit])
        }
        return ResultsCommitter.Changes(
            files: files, message: ResultsMessage(entries: entries, configCommit: view.snapshot.commit).text)
    }

    /// A failure is committed once for each distinct error, not once for each try, so the commit it was found at alone is no news.
    private func isNews(_ manifest: Manifest, _ present: Manifest?) -> Bool {
        guard var present else { return manifest.status != .orphaned || !manifest.orphans.isEmpty }
        present.configCommit = manifest.configCommit
        return present != manifest
    }
}
