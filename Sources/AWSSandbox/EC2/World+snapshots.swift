import Foundation

extension World {
    /// Returns the snapshot of an id that the account may use.
    func snapshot(_ id: String, _ call: Call, in region: String? = nil, mustBeOwn: Bool = true) throws -> Snapshot {
        guard isID(id, "snap-") else {
            throw ServiceError("InvalidParameterValue", "Value (\(id)) for parameter snapshotId is invalid. Expected: 'snap-...'.")
        }
        guard let snapshot = ec2[region ?? call.region]?.snapshots[id],
            snapshot.owner == call.account || !mustBeOwn && (snapshot.isPublic || snapshot.users.contains(call.account))
        else { throw ServiceError("InvalidSnapshot.NotFound", "The snapshot '\(id)' does not exist.") }
        return snapshot
    }

    mutating func describeSnapshots(_ call: Call, _ xml: inout XML) throws {
        let wanted = call.parameters.texts("SnapshotId")
        let owners = call.parameters.texts("Owner").map { $0 == "self" ? call.account : $0 }
        let filters = try ResourceFilter.all(call)
        if !wanted.isEmpty, call.parameters.text("MaxResults") != nil {
            throw ServiceError("InvalidParameterCombination", "The parameter SnapshotId cannot be used with the parameter MaxResults")
        }
        for id in wanted where try snapshot(id, call, mustBeOwn: false).visibleAt > call.now {
            throw ServiceError("InvalidSnapshot.NotFound", "The snapshot '\(id)' does not exist.")
        }
        let visible =
            (ec2[call.region]?.snapshots.values.filter { snapshot in
                snapshot.visibleAt <= call.now && (wanted.isEmpty || wanted.contains(snapshot.id))
                    && (owners.isEmpty || owners.contains(snapshot.owner))
                    && (snapshot.owner == call.account || snapshot.isPublic || snapshot.users.contains(call.account))
            } ?? []).sorted { $0.serial < $1.serial }
        let found = try visible.filter { snapshot in
            try filters.allSatisfy { try $0.accepts(tags: snapshot.tags.visible(at: call.now)) { snapshot.property($0, at: call.now) } }
        }
        let page = try ListPage(found, call, serial: \.serial)
        xml.list("snapshotSet", page.members) { $1.write(at: call.now, to: &$0) }
        xml.element("nextToken", page.nextToken)
    }

    mutating func copySnapshot(_ call: Call, _ xml: inout XML) throws {
        let from = try call.parameters.required("SourceRegion")
        guard isOpen(region: from) else {
            throw ServiceError("InvalidParameterValue", "Value (\(from)) for parameter sourceRegion is invalid. The region is not known.")
        }
        if let told = call.parameters.text("DestinationRegion"), told != call.region {
            throw ServiceError("InvalidParameterValue", "The destination region must be the region that the call is sent to")
        }
        settleImports(in: from, at: call.now)
        let source = try snapshot(try call.parameters.required("SourceSnapshotId"), call, in: from, mustBeOwn: false)
        guard source.state(at: call.now) == "completed" else {
            throw ServiceError("IncorrectState", "The snapshot '\(source.id)' is not in the 'completed' state.")
        }
        let underWay = ec2[call.region]?.snapshots.values.count { $0.source != nil && $0.state(at: call.now) == "pending" } ?? 0
        guard underWay < configuration.concurrentCopies else {
            throw ServiceError(
                "ResourceLimitExceeded",
                "Too many snapshot copies in progress. The limit is \(configuration.concurrentCopies) for this destination region.")
        }
        let tags = try specifiedTags(call, for: "snapshot")
        let id = ids.next("snap-")
        let serial = ids.count
        let timing = configuration.timing
        let spread = max(0, timing.copySnapshotMaximum - timing.copySnapshotMinimum)
        let duration = timing.copySnapshotByRegion[call.region] ?? timing.copySnapshotMinimum + ids.unit() * spread
        let encrypted = try call.parameters.flag("Encrypted") ?? false || source.isEncrypted || configuration.encryptionByDefault
        ec2[call.region, default: EC2State()].snapshots[id] = Snapshot(
            id: id, serial: serial, owner: call.account,
            description: call.parameters.text("Description") ?? "[Copied \(source.id) from \(from)]", volumeSize: source.volumeSize,
            startedAt: call.now, completesAt: call.now.addingTimeInterval(timing.scaled(duration)), visibleAt: visible(from: call.now), tags: tags,
            isEncrypted: encrypted, source: "\(from)/\(source.id)")
        xml.element("snapshotId", id)
        xml.tagSet(tags, at: call.now)
    }

    mutating func deleteSnapshot(_ call: Call, _ xml: inout XML) throws {
        let snapshot = try snapshot(try call.parameters.required("SnapshotId"), call)
        if let image = ec2[call.region]?.images.values.first(where: { $0.uses(snapshot.id) }) {
            throw ServiceError("InvalidSnapshot.InUse", "The snapshot \(snapshot.id) is currently in use by \(image.id)")
        }
        ec2[call.region]?.snapshots[snapshot.id] = nil
        xml.element("return", true)
    }

    /// Whether a text has the form of an id: 8 or 17 hexadecimal digits behind the prefix.
    func isID(_ text: String, _ prefix: String) -> Bool {
        let digits = text.utf8.dropFirst(prefix.utf8.count)
        return text.hasPrefix(prefix) && (digits.count == 8 || digits.count == 17)
            && digits.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }
}

extension Snapshot {
    /// Returns the values that a filter compares with.
    fileprivate func property(_ name: String, at now: Date) -> [String]? {
        switch name {
        case "snapshot-id": [id]
        case "status": [state(at: now)]
        case "owner-id": [owner]
        case "description": [description]
        case "volume-size": [String(volumeSize)]
        case "progress": ["\(progress(at: now))%"]
        case "encrypted": [isEncrypted ? "true" : "false"]
        case "start-time": [startedAt.iso8601]
        case "storage-tier": ["standard"]
        case "volume-id": ["vol-ffffffff"]
        case "owner-alias", "transfer-type": []
        default: nil
        }
    }

    fileprivate func write(at now: Date, to xml: inout XML) {
        xml.element("snapshotId", id)
        xml.element("volumeId", "vol-ffffffff")
        xml.element("status", state(at: now))
        if now >= completesAt { xml.element("statusMessage", failure) }
        xml.element("startTime", startedAt.iso8601)
        xml.element("progress", "\(progress(at: now))%")
        xml.element("ownerId", owner)
        xml.element("volumeSize", volumeSize)
        xml.element("description", description)
        xml.element("encrypted", isEncrypted)
        xml.element("storageTier", "standard")
        xml.tagSet(tags, at: now)
    }
}

extension Image {
    /// Whether a volume of the image is made from a snapshot.
    func uses(_ snapshotID: String) -> Bool { devices.contains { $0.snapshotID == snapshotID } }
}
