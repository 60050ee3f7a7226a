import ConfigDiff
import ImageConfig

extension Manifest {
    /// The number of images in regions.
    var imageCount: Int { details.values.reduce(0) { $0 + $1.count } }

    var orphanCount: Int { orphans.values.reduce(0) { $0 + $1.count } }

    /// The beginning of the config commit's name.
    var shortCommit: String { MarkdownText.code(String(configCommit.prefix(10))) }
}

extension Manifest.Status {
    /// Orders what needs a look before what is well.
    var urgency: Int {
        switch self {
        case .failed: 0
        case .incomplete: 1
        case .drifted: 2
        case .orphaned: 3
        case .created: 4
        case .published: 5
        }
    }

    var markdown: String { urgency < 3 ? "**\(rawValue)**" : rawValue }
}

extension UnitGroup {
    var markdown: String { name.map(MarkdownText.code) ?? "(ungrouped)" }
}
