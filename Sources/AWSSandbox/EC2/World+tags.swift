import Foundation

extension World {
    mutating func createTags(_ call: Call, _ xml: inout XML) throws {
        let resources = try taggedResources(call)
        let tags = call.parameters.list("Tag")
        guard !tags.isEmpty else { throw ServiceError("MissingParameter", "The request must contain the parameter Tag") }
        for id in resources {
            var changed = self.tags(of: id, call) ?? [:]
            for tag in tags { try add(tag, to: &changed, visibleAt: visible(from: call.now)) }
            setTags(changed, of: id, call)
        }
        xml.element("return", true)
    }

    mutating func deleteTags(_ call: Call, _ xml: inout XML) throws {
        for id in try taggedResources(call) {
            var changed = tags(of: id, call) ?? [:]
            let named = call.parameters.list("Tag")
            if named.isEmpty { changed = [:] }
            for tag in named {
                let key = tag.text("Key") ?? ""
                // With a value, only a tag of that value goes.
                if tag.text("Value") == nil || tag.text("Value") == changed[key]?.value { changed[key] = nil }
            }
            setTags(changed, of: id, call)
        }
        xml.element("return", true)
    }

    /// Returns the ids that a call is about, all of which exist.
    private func taggedResources(_ call: Call) throws -> [String] {
        let ids = call.parameters.texts("ResourceId")
        guard !ids.isEmpty else { throw ServiceError("MissingParameter", "The request must contain the parameter resourceIdSet") }
        for id in ids {
            if id.hasPrefix("ami-") {
                _ = try image(id, call)
            } else if id.hasPrefix("snap-") {
                _ = try snapshot(id, call)
            } else if tags(of: id, call) == nil {
                throw ServiceError("InvalidID", "The ID '\(id)' is not valid")
            }
        }
        return ids
    }

    private func tags(of id: String, _ call: Call) -> Tags? {
        let state = ec2[call.region]
        return state?.images[id]?.tags ?? state?.snapshots[id]?.tags ?? state?.imports[id]?.tags
    }

    private mutating func setTags(_ tags: Tags, of id: String, _ call: Call) {
        ec2[call.region]?.images[id]?.tags = tags
        ec2[call.region]?.snapshots[id]?.tags = tags
        ec2[call.region]?.imports[id]?.tags = tags
    }

    mutating func describeTags(_ call: Call, _ xml: inout XML) throws {
        let filters = try ResourceFilter.all(call)
        let state = ec2[call.region] ?? EC2State()
        let resources =
            state.images.values.filter { $0.owner == call.account }.map { ("image", $0.id, $0.serial, $0.tags) }
            + state.snapshots.values.filter { $0.owner == call.account }.map { ("snapshot", $0.id, $0.serial, $0.tags) }
            + state.imports.values.filter { $0.owner == call.account }.map { ("import-snapshot-task", $0.id, $0.serial, $0.tags) }
        var rows: [(type: String, id: String, key: String, value: String)] = []
        for (type, id, _, tags) in resources.sorted(by: { $0.2 < $1.2 }) {
            for tag in tags.visible(at: call.now) {
                let fits = try filters.allSatisfy { filter in
                    try filter.accepts(tags: [tag]) { name in
                        ["resource-id": [id], "resource-type": [type], "key": [tag.key], "value": [tag.value]][name]
                    }
                }
                if fits { rows.append((type, id, tag.key, tag.value)) }
            }
        }
        let page = try ListPage(Array(rows.enumerated()), call, serial: { $0.offset + 1 })
        xml.list("tagSet", page.members.map(\.element)) { xml, row in
            xml.element("resourceId", row.id)
            xml.element("resourceType", row.type)
            xml.element("key", row.key)
            xml.element("value", row.value)
        }
        xml.element("nextToken", page.nextToken)
    }
}
