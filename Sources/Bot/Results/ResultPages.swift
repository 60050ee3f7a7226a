import AWS
import ConfigDiff
import HTTP
import ImageConfig

/// The pages of the results folder, for people who look at it in a forge. The same manifests and changes are the same pages.
struct ResultPages: Sendable {
    /// In the order of groups, by config.
    private let manifests: [String: [Manifest]]
    /// The results folder.
    let folder: String
    /// Whether the configs are in the same branch.
    let hasDefinitions: Bool
    /// What the commit changes of units, line by line.
    let changes: [UnitID: [String]]

    static let fileName = "README.md"
    static let comment = "Made by awspub-bot with each results commit; edits are overwritten."
    /// In rows. Forges do not draw pages of many megabytes.
    private static let longestIndex = 1000

    init(_ manifests: some Sequence<Manifest>, folder: String, hasDefinitions: Bool, changes: [UnitID: [String]] = [:]) {
        self.manifests = Dictionary(grouping: manifests, by: \.unit.config).mapValues { $0.sorted { $0.unit < $1.unit } }
        self.folder = folder
        self.hasDefinitions = hasDefinitions
        self.changes = changes
    }

    /// Where the index is.
    var indexPath: String { "\(folder)/\(ResultPages.fileName)" }

    /// Where the page of a config is.
    func path(of config: String) -> String { "\(folder)/\(config)/\(ResultPages.fileName)" }

    /// The units of a config.
    func units(of config: String) -> [Manifest] { manifests[config] ?? [] }

    /// The paths below the results folder that have the name of a page and are folders, since a config is called so.
    var obstacles: Set<String> {
        var paths: Set<String> = []
        for config in manifests.keys where config.contains(ResultPages.fileName) {
            let components = config.split(separator: "/")
            for (index, component) in components.enumerated() where component == ResultPages.fileName {
                paths.insert("\(folder)/\(components[...index].joined(separator: "/"))")
            }
        }
        return paths
    }

    /// The page about everything: what needs a look comes first.
    var index: String {
        var page = MarkdownText(comment: ResultPages.comment)
        page.heading(1, "Images")
        page.paragraph(totals)
        let all = manifests.values.joined().sorted { ($0.status.urgency, $0.unit) < ($1.status.urgency, $1.unit) }
        guard !all.isEmpty else { return page.text }
        page.table(
            ["Status", "Config", "Group", "Images", "Regions", "AMIs", "Orphans", "Config commit"], all.prefix(ResultPages.longestIndex).map(row))
        if all.count > ResultPages.longestIndex {
            page.paragraph("\(all.count - ResultPages.longestIndex) more units are on the pages of their configs only.")
        }
        return page.text
    }

    private var totals: String {
        let all = manifests.values.joined()
        let counts = Manifest.Status.allCases.sorted { $0.urgency < $1.urgency }.compactMap { status in
            let count = all.count { $0.status == status }
            return count == 0 ? nil : "\(count) \(status.rawValue)"
        }
        let amis = all.reduce(0) { $0 + $1.imageCount }
        let orphans = all.reduce(0) { $0 + $1.orphanCount }
        let units = "Units: \(all.count) in \(manifests.count) configs\(counts.isEmpty ? "" : " (\(counts.joined(separator: ", ")))")."
        return "\(units) AMIs: \(amis), of \(all.reduce(0) { $0 + $1.details.count }) images. Orphans: \(orphans)."
    }

    private func row(_ manifest: Manifest) -> [String] {
        let config = manifest.unit.config
        let page = MarkdownText.link(MarkdownText.code(config), to: "\(ResultPages.encoded(config))/\(ResultPages.fileName)")
        let regions = Set(manifest.details.values.flatMap(\.keys))
        return [
            manifest.status.markdown, page, manifest.unit.group.markdown, "\(manifest.details.count)", "\(regions.count)", "\(manifest.imageCount)",
            "\(manifest.orphanCount)", manifest.shortCommit,
        ]
    }

    /// Returns the path as a link has it.
    static func encoded(_ path: String) -> String { URIEncoding.encode(path, keepingSlashes: true) }
}
