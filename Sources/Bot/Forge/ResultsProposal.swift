import ConfigDiff
import Git

/// The text of the request with results, for people who merge it.
struct ResultsProposal: Sendable {
    /// The folder of the manifests.
    let folder: String
    let repository: Repository

    /// How many units are named one by one.
    private static let longest = 200

    /// Returns the text; nil when there is nothing to merge.
    func body(from base: ObjectID, to results: ObjectID) async throws -> String? {
        let changes = try await repository.changes(from: base, to: results).filter { RepositoryPath.isPath($0.path, under: folder) }
        guard !changes.isEmpty else { return nil }
        var text = MarkdownText(comment: "made by awspub-bot")
        text.paragraph("What the runs of the merged definitions came to. It is kept up to date until it is merged.")
        let paths = changes.map(\.path).filter { $0.hasSuffix(".json") }
        var items: [String] = []
        for path in paths.prefix(ResultsProposal.longest) { if let item = try await item(path, at: results) { items.append(item) } }
        if paths.count > ResultsProposal.longest { items.append("and \(paths.count - ResultsProposal.longest) more") }
        if !items.isEmpty { text.list(items) }
        return text.text
    }

    private func item(_ path: String, at commit: ObjectID) async throws -> String? {
        guard let manifest = try await ManifestStore.manifest(path, at: commit, repository: repository) else { return nil }
        let images = manifest.images.sorted { $0.key < $1.key }.map { "\(MarkdownText.code($0.key)) in \($0.value.count) regions" }
        let list = images.isEmpty ? "" : ": \(images.joined(separator: ", "))"
        return "\(MarkdownText.code("\(manifest.unit)")) \(manifest.status.rawValue)\(list)"
    }
}
