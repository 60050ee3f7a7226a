import AWSPartition
import ConfigDiff
import ImageConfig

extension ResultPages {
    /// Returns the page of a config; nil when nothing of it is left.
    func page(of config: String) -> String? {
        let units = units(of: config)
        guard !units.isEmpty else { return nil }
        var page = MarkdownText(comment: ResultPages.comment)
        page.heading(1, MarkdownText.code(config))
        page.paragraph(navigation(config, units))
        for manifest in units { write(manifest, to: &page) }
        return page.text
    }

    private func navigation(_ config: String, _ units: [Manifest]) -> String {
        let up = ResultPages.up(config)
        let index = MarkdownText.link("All configs", to: "\(up)\(ResultPages.fileName)")
        // The config of a unit that is an orphan may be gone; on a results branch it is elsewhere.
        guard hasDefinitions, units.contains(where: { $0.status != .orphaned }) else { return index }
        return "\(index) · \(MarkdownText.link("Definition", to: "\(up)\(ResultPages.up(folder))\(ResultPages.encoded(config))"))"
    }

    /// Returns the way from a folder to where its path begins.
    private static func up(_ path: String) -> String { String(repeating: "../", count: path.split(separator: "/").count) }

    private func write(_ manifest: Manifest, to page: inout MarkdownText) {
        let group = manifest.unit.group
        page.heading(2, "\(group.name == nil ? "" : "Group ")\(group.markdown): \(manifest.status.rawValue)")
        page.paragraph(origin(manifest))
        if !manifest.errors.isEmpty {
            page.heading(3, "Errors")
            page.list(manifest.errors.map(MarkdownText.code))
        }
        if let drift = manifest.drift {
            page.heading(3, "Differs in AWS")
            page.list(drift.lines.map(MarkdownText.code))
        }
        if let lines = changes[manifest.unit], !lines.isEmpty {
            page.heading(3, "Changed last")
            page.list(lines)
        }
        for (name, regions) in manifest.details.sorted(by: { $0.key < $1.key }) {
            page.heading(3, "Image \(MarkdownText.code(name))")
            page.table(["Region", "AMI", "Snapshot", "Public"], regions.sorted { $0.key < $1.key }.map(row))
        }
        writeRest(of: manifest, to: &page)
    }

    private func origin(_ manifest: Manifest) -> String {
        let file = manifest.unit.manifestPath(in: "").split(separator: "/").last.map(String.init) ?? ""
        let facts = [
            "Config commit \(manifest.shortCommit)",
            "source \(MarkdownText.code(manifest.sourceFilename)) (\(MarkdownText.code(manifest.sourceArchitecture)))",
            "SHA-256 \(MarkdownText.code(manifest.sourceSHA256))", MarkdownText.link("manifest", to: ResultPages.encoded(file)),
        ]
        return facts.joined(separator: " · ")
    }

    private func row(_ region: String, _ detail: Manifest.Detail) -> [String] {
        [MarkdownText.code(region), image(detail.imageID, region), MarkdownText.code(detail.snapshotID ?? ""), detail.isPublic ? "yes" : "no"]
    }

    private func image(_ id: String, _ region: String) -> String {
        let text = MarkdownText.code(id)
        return ConsoleLink.launch(id, in: Region(region)).map { MarkdownText.link(text, to: $0) } ?? text
    }

    private func writeRest(of manifest: Manifest, to page: inout MarkdownText) {
        if !manifest.parameters.isEmpty {
            page.heading(3, "SSM parameters")
            page.table(["Region", "Parameter", "AMI"], rows(manifest.parameters))
        }
        if !manifest.orphans.isEmpty {
            page.heading(3, "Orphans")
            page.paragraph("Images that are in no definition any more, and still in AWS.")
            page.table(["Image", "Region", "AMI"], rows(manifest.orphans))
        }
    }

    private func rows(_ ids: [String: [String: String]]) -> [[String]] {
        ids.sorted { $0.key < $1.key }.flatMap { outer, inner in
            inner.sorted { $0.key < $1.key }.map { [MarkdownText.code(outer), MarkdownText.code($0.key), MarkdownText.code($0.value)] }
        }
    }
}
