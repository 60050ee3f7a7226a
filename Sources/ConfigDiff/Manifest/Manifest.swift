import CanonicalJSON
import ImageConfig

/// The result of one unit, as it is kept in git: a superset of what `awspub create` prints.
package struct Manifest: Sendable, Hashable {
    package enum Status: String, Sendable, Hashable, CaseIterable {
        case created
        case published
        /// Some regions failed; what succeeded is kept and listed.
        case incomplete
        case failed
        /// AWS has something else than the last run left there.
        case drifted
        /// The unit is no longer defined, and something of it is left in AWS.
        case orphaned
    }

    /// An image in a region.
    package struct Detail: Sendable, Hashable {
        package var imageID: String
        package var snapshotID: String?
        package var isPublic: Bool

        package init(imageID: String, snapshotID: String?, isPublic: Bool) {
            self.imageID = imageID
            self.snapshotID = snapshotID
            self.isPublic = isPublic
        }
    }

    package var unit: UnitID
    /// The commit whose definitions were run.
    package var configCommit: String
    /// `sha256:` and hex.
    package var fingerprint: String
    package var status: Status
    package var sourceFilename = ""
    package var sourceArchitecture = ""
    /// Lower-case hex; empty when the source could not be read.
    package var sourceSHA256 = ""
    /// By image name and region.
    package var details: [String: [String: Detail]] = [:]
    /// Image ids by region and parameter name.
    package var parameters: [String: [String: String]] = [:]
    /// What each sent notification was about, by its key.
    package var notifications: [String: String] = [:]
    /// Change sets by image name.
    package var changeSets: [String: String] = [:]
    package var errors: [String] = []
    /// What AWS has differently; nil unless the status is `drifted`.
    package var drift: Drift?
    /// Image ids by name and region of images that left their definition.
    package var orphans: [String: [String: String]] = [:]

    package init(unit: UnitID, configCommit: String, fingerprint: String, status: Status) {
        self.unit = unit
        self.configCommit = configCommit
        self.fingerprint = fingerprint
        self.status = status
    }

    /// Image ids by name and region.
    package var images: [String: [String: String]] { details.mapValues { $0.mapValues(\.imageID) } }
}

extension Manifest {
    /// The file's content: sorted keys, two spaces, a newline at the end. The same outcome is the same bytes.
    package var bytes: [UInt8] { Array((json.prettyText + "\n").utf8) }

    var json: JSON {
        let images = JSON.object(images.mapValues { .strings($0) })
        var bot: [String: JSON] = [
            "version": 1, "config": .string(unit.config), "group": .optional(unit.group.name), "config-commit": .string(configCommit),
            "fingerprint": .string(fingerprint), "status": .string(status.rawValue),
            "source": ["filename": .string(sourceFilename), "architecture": .string(sourceArchitecture), "sha256": .string(sourceSHA256)],
            "details": .object(details.mapValues { .object($0.mapValues(\.json)) }), "ssm": .object(parameters.mapValues { .strings($0) }),
            "sns": .strings(notifications), "marketplace": .strings(changeSets), "errors": .strings(errors),
            "orphans": .object(orphans.mapValues { .strings($0) }),
        ]
        bot["drift"] = drift?.json
        return [
            "awspub-bot": .object(bot), "images": images,
            "images-by-group": .object(unit.group.name.map { [$0: images] } ?? [:]),
        ]
    }
}

extension Manifest.Detail {
    fileprivate var json: JSON {
        var members: [String: JSON] = ["image_id": .string(imageID), "public": .bool(isPublic)]
        members["snapshot_id"] = snapshotID.map(JSON.string)
        return .object(members)
    }
}
