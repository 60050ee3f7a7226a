extension World {
    mutating func modifySnapshotAttribute(_ call: Call, _ xml: inout XML) throws {
        let snapshot = try snapshot(try call.parameters.required("SnapshotId"), call)
        let changes = call.parameters["CreateVolumePermission"]
        var added = changes?.list("Add") ?? []
        var removed = changes?.list("Remove") ?? []
        guard added.isEmpty || removed.isEmpty else {
            throw ServiceError("InvalidParameterCombination", "Permissions cannot be added and removed in one call")
        }
        let flat =
            call.parameters.texts("UserId").map { Parameters([("UserId", $0)]) }
            + call.parameters.texts("UserGroup").map { Parameters([("Group", $0)]) }
        if call.parameters.text("OperationType") == "remove" { removed += flat } else { added += flat }
        guard !added.isEmpty || !removed.isEmpty else { throw ServiceError("InvalidParameterCombination", "No attributes specified.") }
        for entry in added + removed {
            let user = entry.text("UserId")
            guard entry.text("Group") ?? "all" == "all", user?.utf8.count ?? 12 == 12, user?.utf8.allSatisfy({ (0x30...0x39).contains($0) }) ?? true
            else {
                throw ServiceError("InvalidParameterValue", "The permission \(user ?? entry.text("Group") ?? "") is not valid")
            }
        }
        if added.contains(where: { $0.text("Group") == "all" }) { try checkPublication(of: snapshot, call) }
        // All encryption here is with the account's default key, which others have no part in.
        guard added.isEmpty || !snapshot.isEncrypted else {
            throw ServiceError("OperationNotPermitted", "Encrypted snapshots with EBS default key cannot be shared")
        }
        for entry in added {
            if let user = entry.text("UserId") { ec2[call.region]?.snapshots[snapshot.id]?.users.insert(user) }
            if entry.text("Group") != nil { ec2[call.region]?.snapshots[snapshot.id]?.isPublic = true }
        }
        for entry in removed {
            if let user = entry.text("UserId") { ec2[call.region]?.snapshots[snapshot.id]?.users.remove(user) }
            if entry.text("Group") != nil { ec2[call.region]?.snapshots[snapshot.id]?.isPublic = false }
        }
        xml.element("return", true)
    }

    private func checkPublication(of snapshot: Snapshot, _ call: Call) throws {
        let state = ec2[call.region]?.snapshotBlockPublicAccess ?? configuration.snapshotBlockPublicAccess
        guard state == "unblocked" else {
            throw ServiceError(
                "OperationNotPermitted",
                "You cannot publicly share this snapshot because block public access for snapshots is enabled in this region.")
        }
    }

    mutating func describeSnapshotAttribute(_ call: Call, _ xml: inout XML) throws {
        let snapshot = try snapshot(try call.parameters.required("SnapshotId"), call)
        xml.element("snapshotId", snapshot.id)
        switch try call.parameters.required("Attribute") {
        case "createVolumePermission":
            xml.element("createVolumePermission") { xml in
                if snapshot.isPublic { xml.element("item") { $0.element("group", "all") } }
                for user in snapshot.users.sorted() { xml.element("item") { $0.element("userId", user) } }
            }
        case "productCodes": xml.element("productCodes") { _ in }
        case let other: throw ServiceError("InvalidParameterValue", "Value (\(other)) for parameter attribute is invalid. Unknown attribute.")
        }
    }

    mutating func resetSnapshotAttribute(_ call: Call, _ xml: inout XML) throws {
        let snapshot = try snapshot(try call.parameters.required("SnapshotId"), call)
        ec2[call.region]?.snapshots[snapshot.id]?.users = []
        ec2[call.region]?.snapshots[snapshot.id]?.isPublic = false
        xml.element("return", true)
    }
}
