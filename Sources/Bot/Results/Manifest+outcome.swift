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
        details = outcome.images.filter { !$0.value.isEmpty }.mapValues { regions in regions.mapValues { Detail($0) } }
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
        errors = outcome.errors.map(\.description)
        orphans = previous.map { Manifest.orphans(of: $0, defined: Set(config.images(in: due.unit.group).map(\.name))) } ?? [:]
    }

    /// Makes the manifest of a unit that is no longer defined.
    init(orphaning previous: Manifest, images: Set<String>) {
        self = previous
        status = .orphaned
        details = [:]
        errors = []
        parameters = [:]
        orphans = previous.images.merging(previous.orphans) { $0.merging($1) { first, _ in first } }.filter {
            images.contains($0.key) && !$0.value.isEmpty
        }
    }

    private static func orphans(of previous: Manifest, defined: Set<String>) -> [String: [String: String]] {
        previous.images.merging(previous.orphans) { $0.merging($1) { first, _ in first } }.filter { !defined.contains($0.key) && !$0.value.isEmpty }
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
