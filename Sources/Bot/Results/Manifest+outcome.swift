import AWSPubEngine
import ConfigDiff
import ImageConfig

extension Manifest {
    /// Makes the manifest of a run.
    /// - Parameter previous: the unit's manifest before it: what is in it and not in the definition any more becomes an orphan.
    init(due: DueUnit, config: PublicationConfig, configCommit: String, sourceSHA256: String, outcome: UnitOutcome, previous: Manifest?) {
        self.init(unit: due.unit, configCommit: configCommit, fingerprint: due.fingerprint, status: Status(outcome.status))
        sourceFilename = config.source.fileName
        sourceArchitecture = config.source.architecture.rawValue
        self.sourceSHA256 = sourceSHA256
        let isPublic = outcome.publication?.publicRegions.mapValues(Set.init) ?? [:]
        let images = config.images(in: due.unit.group)
        details = outcome.images.mapValues { regions in regions.mapValues { Detail($0) } }
        // What a run could not look at is there as it was.
        if !outcome.errors.isEmpty { for image in images where !image.isTemporary { keep(image, of: previous) } }
        details = details.filter { !$0.value.isEmpty }
        for (image, regions) in isPublic { for region in regions { details[image]?[region]?.isPublic = true } }
        notifications = previous?.notifications ?? [:]
        changeSets = previous?.changeSets ?? [:]
        if let record = outcome.publication {
            parameters = record.parameters.filter { !$0.value.isEmpty }
            notifications.merge(record.notifications) { $1 }
            changeSets.merge(record.changeSets) { $1 }
        } else {
            parameters = previous?.parameters ?? [:]
        }
        errors = outcome.errors.map(\.summary)
        orphans = previous.map { orphans(of: $0, images) } ?? [:]
    }

    /// Keeps what is known of an image in the regions that it is still defined for.
    private mutating func keep(_ image: ImageDefinition, of previous: Manifest?) {
        for (region, detail) in previous?.details[image.name] ?? [:] where image.isWanted(in: region) {
            details[image.name, default: [:]][region] = details[image.name]?[region] ?? detail
        }
    }

    /// Makes the manifest of a unit that is no longer defined.
    init(orphaning previous: Manifest, images: Set<String>) {
        self = previous
        status = .orphaned
        drift = nil
        details = [:]
        errors = previous.errors.filter { $0.hasPrefix(Manifest.pruneMark) }
        parameters = [:]
        orphans = previous.images.merging(previous.orphans) { $0.merging($1) { first, _ in first } }.filter {
            images.contains($0.key) && !$0.value.isEmpty
        }
    }

    /// Returns what left the definition: images, and regions of images.
    private func orphans(of previous: Manifest, _ images: [ImageDefinition]) -> [String: [String: String]] {
        let defined = Dictionary(images.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        var left: [String: [String: String]] = [:]
        for (name, regions) in previous.images.merging(previous.orphans, uniquingKeysWith: { $0.merging($1) { first, _ in first } }) {
            for (region, id) in regions where details[name]?[region] == nil && defined[name]?.isWanted(in: region) != true {
                left[name, default: [:]][region] = id
            }
        }
        return left
    }
}

extension ImageDefinition {
    /// Whether the definition names a region, or leaves all open.
    fileprivate func isWanted(in region: String) -> Bool {
        guard regionsDenylist?.contains(region) != true else { return false }
        return regions?.isEmpty ?? true || regions?.contains(region) == true
    }
}

extension Manifest.Detail {
    fileprivate init(_ info: ImageInfo) { self.init(imageID: info.imageID, snapshotID: info.snapshotID, isPublic: false) }
}

extension Manifest.Status {
    init(_ status: UnitOutcome.Status) {
        switch status {
        case .created: self = .created
        case .published: self = .published
        case .incomplete: self = .incomplete
        case .failed: self = .failed
        }
    }
}
