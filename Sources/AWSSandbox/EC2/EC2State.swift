import CanonicalJSON
import Foundation

/// What EC2 has in a region.
struct EC2State: Sendable {
    var snapshots: [String: Snapshot] = [:]
    var images: [String: Image] = [:]
    var imports: [String: ImportTask] = [:]
    /// Per account; nil is what the configuration says.
    var imageBlockPublicAccess: String?
    var snapshotBlockPublicAccess: String?
    /// Why the import that is begun next will fail.
    var nextImportFailure: String?
}

/// A tag, and when it may be seen.
struct TagEntry: Sendable {
    let value: String
    let visibleAt: Date
}

/// Tags by key.
typealias Tags = [String: TagEntry]

extension Tags {
    /// Returns the tags that may be seen, by key.
    func visible(at now: Date) -> [(key: String, value: String)] {
        filter { $0.value.visibleAt <= now }.map { (key: $0.key, value: $0.value.value) }.sorted { $0.key < $1.key }
    }

    var json: JSON { .object(mapValues { .string($0.value) }) }
}

/// A snapshot.
struct Snapshot: Sendable {
    let id: String
    /// Orders by age.
    let serial: Int
    let owner: String
    let description: String
    /// In GiB.
    let volumeSize: Int
    let startedAt: Date
    let completesAt: Date
    let visibleAt: Date
    var failure: String?
    var tags: Tags = [:]
    var users: Set<String> = []
    var isPublic = false
    var isEncrypted = false
    /// Region and id of the snapshot that this one is a copy of.
    var source: String?

    func state(at now: Date) -> String { now < completesAt ? "pending" : failure == nil ? "completed" : "error" }

    /// In percent.
    func progress(at now: Date) -> Int {
        let whole = completesAt.timeIntervalSince(startedAt)
        return now >= completesAt || whole <= 0 ? 100 : Int(max(0, now.timeIntervalSince(startedAt)) / whole * 100)
    }
}

/// A task that imports a snapshot.
struct ImportTask: Sendable {
    let id: String
    let serial: Int
    let owner: String
    let description: String
    let format: String
    let bucket: String?
    let key: String?
    let url: String?
    /// In bytes.
    let diskSize: Int
    let volumeSize: Int
    let startedAt: Date
    let completesAt: Date
    let visibleAt: Date
    let clientToken: String?
    let failure: String?
    let isEncrypted: Bool
    var tags: Tags = [:]
    var snapshotID: String?

    /// How the task stands: a failed one is `deleting` for the last tenth of its time.
    func status(at now: Date) -> String {
        guard now < completesAt else { return failure == nil ? "completed" : "deleted" }
        return failure != nil && progress(at: now) >= 90 ? "deleting" : "active"
    }

    /// In percent.
    func progress(at now: Date) -> Int {
        let whole = completesAt.timeIntervalSince(startedAt)
        return now >= completesAt || whole <= 0 ? 100 : Int(max(0, now.timeIntervalSince(startedAt)) / whole * 100)
    }

    func statusMessage(at now: Date) -> String? {
        switch status(at: now) {
        case "completed": nil
        case "active": ["pending", "validated", "converting", "copying", "completing"][min(4, progress(at: now) / 20)]
        default: failure
        }
    }
}

/// A machine image.
struct Image: Sendable {
    let id: String
    let serial: Int
    let owner: String
    let name: String
    var description: String?
    let architecture: String
    let rootDeviceName: String
    let devices: [Device]
    let bootMode: String?
    let tpmSupport: String?
    var imdsSupport: String?
    let uefiData: String?
    let billingProducts: [String]
    let virtualizationType: String
    let enaSupport: Bool
    let sriovNetSupport: String?
    let createdAt: Date
    let availableAt: Date
    let visibleAt: Date
    var tags: Tags = [:]
    /// Launch permissions as `UserId/…`, `Group/…`, `OrganizationArn/…`, `OrganizationalUnitArn/…`.
    var permissions: Set<String> = []
    var deprecatedAt: Date?
    var protection = Protection()

    /// A volume of the image.
    struct Device: Sendable {
        let name: String
        let snapshotID: String?
        let volumeType: String
        let volumeSize: Int
        let deletesOnTermination: Bool
        let isEncrypted: Bool
    }

    var isPublic: Bool { permissions.contains("Group/all") }

    func state(at now: Date) -> String { now < availableAt ? "pending" : "available" }
}
