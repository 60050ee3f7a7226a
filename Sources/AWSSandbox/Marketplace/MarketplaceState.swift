import CanonicalJSON
import Foundation

/// Products and the requests to change them.
struct MarketplaceState: Sendable {
    /// The versions of products, by entity.
    var versions: [String: [JSON]] = [:]
    var changeSets: [ChangeSet] = []

    /// A request to change products.
    struct ChangeSet: Sendable {
        let id: String
        let name: String
        let token: String?
        let entities: [String]
        let changes: [JSON]
        let tags: JSON
        let startedAt: Date
        let completesAt: Date
        var isApplied = false

        /// `PREPARING` for the first fifth of its time, then `APPLYING`, then `SUCCEEDED`.
        func status(at now: Date) -> String {
            if now >= completesAt { return "SUCCEEDED" }
            return now.timeIntervalSince(startedAt) < completesAt.timeIntervalSince(startedAt) / 5 ? "PREPARING" : "APPLYING"
        }

        func isOpen(at now: Date) -> Bool { now < completesAt }
    }

    func json(at now: Date) -> JSON {
        .object([
            "versions": .object(versions.mapValues(JSON.array)),
            "changeSets": .array(
                changeSets.map { set in
                    .object([
                        "name": .string(set.name), "status": .string(set.status(at: now)), "changes": .array(set.changes), "tags": set.tags,
                        "token": set.token.map(JSON.string) ?? .null, "id": .string(set.id),
                    ])
                }),
        ])
    }
}
