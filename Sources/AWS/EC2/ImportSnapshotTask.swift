package import AWSPartition

/// An import of a disk image into a snapshot.
package struct ImportSnapshotTask: Sendable, Hashable {
    package let id: String
    /// `active`, `completed`, `deleting` or `deleted`. A failed import is `deleting`, then `deleted`, and the message says why.
    package let status: String
    package let statusMessage: String?
    /// In percent.
    package let progress: String?
    package let snapshotID: String?
    package let tags: [AWSTag]

    init?(_ node: XMLNode) {
        guard let id = node.text("importTaskId"), let detail = node["snapshotTaskDetail"], let status = detail.text("status") else { return nil }
        self.id = id
        self.status = status
        statusMessage = detail.text("statusMessage").flatMap { $0.isEmpty ? nil : $0 }
        progress = detail.text("progress")
        snapshotID = detail.text("snapshotId").flatMap { $0.isEmpty ? nil : $0 }
        tags = node.tags
    }
}

/// Where a disk image lies and what it is.
package struct DiskImageLocation: Sendable, Hashable {
    package let bucket: String
    package let key: String
    /// `vmdk`, `vhd`, `vhdx` or `raw`.
    package let format: String

    package init(bucket: String, key: String, format: String) {
        self.bucket = bucket
        self.key = key
        self.format = format
    }
}

extension AWSClient {
    /// Begins to import a disk image from S3.
    /// - Parameter clientToken: the same token gives the same task, however often it is sent.
    /// - Returns: the task.
    package func importSnapshot(
        _ image: DiskImageLocation, in region: Region, description: String, clientToken: String, tags: [AWSTag]
    ) async throws(AWSError) -> ImportSnapshotTask {
        let answer = try await ec2("ImportSnapshot", in: region) { parameters in
            parameters.set("ClientToken", clientToken)
            parameters.set("Description", description)
            parameters.disk(image)
            parameters.tagSpecification("import-snapshot-task", tags)
        }
        guard let task = ImportSnapshotTask(answer) else {
            throw AWSError(
                service: .ec2, region: region, action: "ImportSnapshot", code: "UnreadableAnswer", message: "the answer has no task", kind: .ambiguous
            )
        }
        return task
    }

    /// Returns import tasks.
    package func describeImportSnapshotTasks(
        in region: Region, ids: [String] = [], filters: [EC2Filter] = []
    ) async throws(AWSError) -> [ImportSnapshotTask] {
        try await ec2Pages("DescribeImportSnapshotTasks", in: region, list: "importSnapshotTaskSet", pageSize: ids.isEmpty ? 100 : nil) {
            parameters in
            parameters.list("ImportTaskId", ids)
            parameters.filters(filters, as: "Filters")
        } _: {
            ImportSnapshotTask($0)
        }
    }
}

extension EC2Parameters {
    /// Adds what is to be imported.
    mutating func disk(_ image: DiskImageLocation) {
        set("DiskContainer.Format", image.format)
        set("DiskContainer.UserBucket.S3Bucket", image.bucket)
        set("DiskContainer.UserBucket.S3Key", image.key)
    }
}
