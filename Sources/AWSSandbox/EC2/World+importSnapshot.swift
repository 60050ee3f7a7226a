import Foundation

extension World {
    mutating func importSnapshot(_ call: Call, _ xml: inout XML) throws {
        let token = call.parameters.text("ClientToken").flatMap { $0.isEmpty ? nil : $0 }
        if let token, let task = ec2[call.region]?.imports.values.first(where: { $0.clientToken == token && $0.owner == call.account }) {
            return write(task, at: call.now, to: &xml, isAnswerOfImport: true)
        }
        guard let container = call.parameters["DiskContainer"] else {
            throw ServiceError("MissingParameter", "The request must contain the parameter DiskContainer")
        }
        let format = container.text("Format") ?? ""
        guard ["vmdk", "raw", "vhd", "vhdx"].contains(format.lowercased()) else {
            throw ServiceError("InvalidParameter", "Unsupported disk image format: '\(format)'. Supported formats are: RAW, VHD, VHDX, VMDK")
        }
        let role = call.parameters.text("RoleName") ?? "vmimport"
        guard configuration.importRoles.contains(role) else {
            throw ServiceError(
                "InvalidParameter", "The service role \(role) provided does not exist or does not have sufficient permissions")
        }
        let location = container["UserBucket"]
        guard location?.text("S3Bucket") != nil || container.text("Url") != nil else {
            throw ServiceError("MissingParameter", "The request must contain the parameter DiskContainer.UserBucket or DiskContainer.Url")
        }
        let tags = try specifiedTags(call, for: "import-snapshot-task")
        let isEncrypted = try call.parameters.flag("Encrypted") ?? false || configuration.encryptionByDefault
        let disk = disk(location, format: format.lowercased(), call)
        let failure = ec2[call.region, default: EC2State()].nextImportFailure ?? disk.failure
        ec2[call.region]?.nextImportFailure = nil
        let id = ids.next("import-snap-")
        let task = ImportTask(
            id: id, serial: ids.count, owner: call.account, description: call.parameters.text("Description") ?? "", format: format.uppercased(),
            bucket: location?.text("S3Bucket"), key: location?.text("S3Key"), url: container.text("Url"), diskSize: disk.size,
            volumeSize: disk.volumeSize,
            startedAt: call.now, completesAt: call.now.addingTimeInterval(configuration.timing.scaled(configuration.timing.importSnapshot)),
            visibleAt: visible(from: call.now), clientToken: token, failure: failure, isEncrypted: isEncrypted, tags: tags)
        ec2[call.region, default: EC2State()].imports[id] = task
        write(task, at: call.now, to: &xml, isAnswerOfImport: true)
    }

    /// Looks at the disk that is imported.
    private func disk(_ location: Parameters?, format: String, _ call: Call) -> (size: Int, volumeSize: Int, failure: String?) {
        guard let name = location?.text("S3Bucket") else { return (0, 1, nil) }
        let failed: (String) -> (Int, Int, String?) = { (0, 1, "ClientError: Disk validation failed [\($0)]") }
        guard let bucket = s3.buckets[name] else { return failed("We do not have access to the given resource. Reason 404 Not Found") }
        guard bucket.region == call.region else { return failed("We do not have access to the given resource. Reason 301 Moved Permanently") }
        guard let object = bucket.objects[location?.text("S3Key") ?? ""] else {
            return failed("We do not have access to the given resource. Reason 404 Not Found")
        }
        let header = DiskHeader(object)
        if configuration.checksDiskFormat, format != header.format { return failed("Unsupported \(format.uppercased()) File Format") }
        let bytes = header.capacity ?? object.size
        return (object.size, max(1, (bytes + (1 << 30) - 1) >> 30), nil)
    }

    /// Gives imports that have come to their end their snapshots.
    mutating func settleImports(in region: String, at now: Date) {
        let finished = ec2[region]?.imports.values.filter { $0.snapshotID == nil && $0.status(at: now) == "completed" } ?? []
        for task in finished.sorted(by: { $0.serial < $1.serial }) {
            let id = ids.next("snap-")
            let visibleAt = visible(from: task.completesAt)
            ec2[region]?.imports[task.id]?.snapshotID = id
            ec2[region]?.snapshots[id] = Snapshot(
                id: id, serial: ids.count, owner: task.owner, description: "Created by AWS-VMImport service for \(task.id)",
                volumeSize: task.volumeSize,
                startedAt: task.startedAt, completesAt: task.completesAt, visibleAt: visibleAt, isEncrypted: task.isEncrypted)
        }
    }

    mutating func describeImportSnapshotTasks(_ call: Call, _ xml: inout XML) throws {
        let wanted = call.parameters.texts("ImportTaskId")
        let filters = try ResourceFilter.all(call, list: "Filters")
        let tasks = (ec2[call.region]?.imports.values.filter { $0.owner == call.account && $0.visibleAt <= call.now } ?? [])
            .sorted { $0.serial < $1.serial }
        for id in wanted {
            guard id.hasPrefix("import-snap-") else {
                throw ServiceError("InvalidConversionTaskId.Malformed", "The conversion task ID \(id) is malformed")
            }
            guard tasks.contains(where: { $0.id == id }) else {
                throw ServiceError("InvalidConversionTaskId", "The import task ID \(id) is not found")
            }
        }
        let found = try tasks.filter { task in
            try (wanted.isEmpty || wanted.contains(task.id))
                && (filters.allSatisfy { filter in
                    try filter.accepts(tags: task.tags.visible(at: call.now)) { $0 == "task-state" ? [task.status(at: call.now)] : nil }
                })
        }
        let page = try ListPage(found, call, serial: \.serial, least: 1)
        xml.list("importSnapshotTaskSet", page.members) { write($1, at: call.now, to: &$0, isAnswerOfImport: false) }
        xml.element("nextToken", page.nextToken)
    }

    private func write(_ task: ImportTask, at now: Date, to xml: inout XML, isAnswerOfImport: Bool) {
        let status = task.status(at: now)
        xml.element("importTaskId", task.id)
        xml.element("description", task.description)
        xml.element("snapshotTaskDetail") { xml in
            xml.element("description", task.description)
            xml.element("diskImageSize", status == "active" && task.progress(at: now) < 20 ? "0.0" : "\(Double(task.diskSize))")
            xml.element("format", task.format)
            xml.element("progress", status == "active" ? String(task.progress(at: now)) : nil)
            xml.element("snapshotId", task.snapshotID)
            xml.element("status", status)
            xml.element("statusMessage", task.statusMessage(at: now))
            xml.element("url", task.url)
            if let bucket = task.bucket {
                xml.element("userBucket") { xml in
                    xml.element("s3Bucket", bucket)
                    xml.element("s3Key", task.key)
                }
            }
        }
        xml.tagSet(task.tags, at: now)
    }
}

extension XML {
    /// Writes the tags of a resource.
    mutating func tagSet(_ tags: Tags, at now: Date) {
        let visible = tags.visible(at: now)
        guard !visible.isEmpty else { return }
        list("tagSet", visible) { xml, tag in
            xml.element("key", tag.key)
            xml.element("value", tag.value)
        }
    }
}
