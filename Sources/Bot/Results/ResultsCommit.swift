import ConfigDiff
import Git
import ImageConfig
import RepoWatcher

/// Puts results into the files of a commit.
struct ResultsCommit: Sendable {
    let results: [Manifest]
    let snapshot: CommitSnapshot
    let run: String
    /// The last commit that everything was done of; nil when that is none, or not known.
    let processed: ObjectID?

    /// Returns what a commit on a tip changes; nil when every manifest there says the same already.
    func changes(on tip: ObjectID, repository: Repository) async throws -> ResultsCommitter.Changes? {
        let folder = snapshot.settings.results
        let store = try await ManifestStore(at: tip, results: folder, repository: repository)
        var files: [String: [UInt8]?] = [:]
        var entries: [ResultsMessage.Entry] = []
        for manifest in results where isNews(manifest, store.manifests[manifest.unit]) {
            let path = manifest.unit.manifestPath(in: folder)
            // A unit that is gone and of which nothing is left needs no manifest.
            files[path] = manifest.status == .orphaned && manifest.orphans.isEmpty ? .some(nil) : manifest.bytes
            entries.append(ResultsMessage.Entry(manifest: manifest, path: path))
        }
        guard !entries.isEmpty else { return nil }
        if let processed { files["\(folder)/\(ProcessedState.fileName)"] = ProcessedState.bytes(processed: processed) }
        return ResultsCommitter.Changes(
            files: files, message: ResultsMessage(entries: entries, configCommit: snapshot.commit, run: run).text)
    }

    /// A failure is committed once for each distinct error, not once for each try, so the commit it was found at alone is no news.
    private func isNews(_ manifest: Manifest, _ present: Manifest?) -> Bool {
        guard var present else { return manifest.status != .orphaned || !manifest.orphans.isEmpty }
        present.configCommit = manifest.configCommit
        return present != manifest
    }
}
