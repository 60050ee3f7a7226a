import ConfigDiff

/// What a results commit changes of a unit, for people.
struct ManifestChanges: Sendable {
    let old: Manifest
    let new: Manifest

    /// Returns a line for each change.
    /// - Parameter old: nil for a unit that had no results.
    static func lines(from old: Manifest?, to new: Manifest) -> [String] {
        guard let old else { return ["the first results"] }
        return ManifestChanges(old: old, new: new).lines
    }

    private var lines: [String] { causes + images + parameters + orphans + rest }

    private var causes: [String] {
        var lines: [String] = []
        if old.sourceSHA256 != new.sourceSHA256, !new.sourceSHA256.isEmpty {
            lines.append("the source is another: SHA-256 \(MarkdownText.code(old.sourceSHA256)) → \(MarkdownText.code(new.sourceSHA256))")
        } else if old.fingerprint != new.fingerprint {
            lines.append("the definition is another")
        }
        if old.status != new.status { lines.append("status: \(old.status.rawValue) → \(new.status.rawValue)") }
        return lines
    }

    private var images: [String] {
        pairs(old.details, new.details).compactMap { name, region, old, new in
            let place = "\(MarkdownText.code(name)) in \(MarkdownText.code(region))"
            guard let new else { return "\(place): \(isOrphan(name, region) ? "left its definition" : "gone"), \(id(old))" }
            guard let old else { return "\(place): new, \(id(new))" }
            if old.imageID != new.imageID { return "\(place): \(id(old)) → \(id(new))" }
            if old.isPublic != new.isPublic { return "\(place): \(new.isPublic ? "public now" : "no longer public")" }
            return old == new ? nil : "\(place): another snapshot, \(MarkdownText.code(new.snapshotID ?? ""))"
        }
    }

    private var parameters: [String] {
        pairs(old.parameters, new.parameters).compactMap { region, name, old, new in
            guard old != new else { return nil }
            let ids = "\(MarkdownText.code(old ?? "")) → \(MarkdownText.code(new ?? ""))"
            return "SSM parameter \(MarkdownText.code(name)) in \(MarkdownText.code(region)): \(ids)"
        }
    }

    /// Orphans that are none any more.
    private var orphans: [String] {
        pairs(old.orphans, new.orphans).compactMap { name, region, old, new in
            guard let old, new == nil else { return nil }
            let end = self.new.details[name]?[region]?.imageID == old ? "defined again" : "no orphan any more"
            return "\(MarkdownText.code(name)) in \(MarkdownText.code(region)): \(end), \(MarkdownText.code(old))"
        }
    }

    private var rest: [String] {
        var lines: [String] = []
        if old.errors != new.errors { lines.append(new.errors.isEmpty ? "no errors any more" : "the errors are others") }
        if let drift = new.drift, old.drift != nil, old.drift != drift { lines.append("AWS differs in something else") }
        if old.notifications != new.notifications { lines.append("notifications were sent") }
        if old.changeSets != new.changeSets { lines.append("there are new change sets in AWS Marketplace") }
        return lines
    }

    private func isOrphan(_ name: String, _ region: String) -> Bool { new.orphans[name]?[region] != nil }

    private func id(_ detail: Manifest.Detail?) -> String { MarkdownText.code(detail?.imageID ?? "") }

    /// Returns what two tables have at each place, in order.
    private func pairs<Value>(
        _ old: [String: [String: Value]], _ new: [String: [String: Value]]
    ) -> [(String, String, Value?, Value?)] {
        Set(old.keys).union(new.keys).sorted().flatMap { outer in
            Set((old[outer] ?? [:]).keys).union((new[outer] ?? [:]).keys).sorted().map { ($0, old[outer]?[$0], new[outer]?[$0]) }
                .map { (outer, $0.0, $0.1, $0.2) }
        }
    }
}
