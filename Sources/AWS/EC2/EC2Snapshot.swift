package import AWSPartition

/// An EBS snapshot.
package struct EC2Snapshot: Sendable, Hashable {
    package let id: String
    /// `pending`, `completed`, `error`, `recoverable` or `recovering`.
    package let state: String
    /// In percent, as EC2 tells it.
    package let progress: String
    package let stateMessage: String?
    /// When it was begun, in ISO 8601: texts compare like times.
    package let startTime: String
    package let isEncrypted: Bool
    package let tags: [AWSTag]

    init?(_ node: XMLNode) {
        guard let id = node.text("snapshotId"), let state = node.text("status") else { return nil }
        self.id = id
        self.state = state
        progress = node.text("progress") ?? ""
        stateMessage = node.text("statusMessage").flatMap { $0.isEmpty ? nil : $0 }
        startTime = node.text("startTime") ?? ""
        isEncrypted = node.text("encrypted") == "true"
        tags = node.tags
    }

    /// The value of the `Name` tag.
    package var name: String? { tags.first { $0.key == "Name" }?.value }
}

extension AWSClient {
    /// Returns the account's snapshots that have all the properties asked for.
    /// - Throws: `AWSError`; `InvalidSnapshot.NotFound` when an id is unknown.
    package func describeSnapshots(in region: Region, ids: [String] = [], filters: [EC2Filter] = []) async throws(AWSError) -> [EC2Snapshot] {
        // EC2 does not take a page size together with ids.
        try await ec2Pages("DescribeSnapshots", in: region, list: "snapshotSet", pageSize: ids.isEmpty ? 1000 : nil) { parameters in
            parameters.list("SnapshotId", ids)
            if ids.isEmpty { parameters.list("Owner", ["self"]) }
            parameters.filters(filters)
        } _: {
            EC2Snapshot($0)
        }
    }

    /// Begins to copy a snapshot from another region. EC2 has no client token for it: after an ambiguous failure, look for the tags first.
    /// - Returns: the id of the copy, which is `pending` for a while.
    package func copySnapshot(
        _ id: String, from source: Region, to destination: Region, description: String?, tags: [AWSTag]
    ) async throws(AWSError) -> String {
        let answer = try await ec2("CopySnapshot", in: destination, repetition: .onlyIfNotProcessed) { parameters in
            parameters.set("SourceRegion", source.rawValue)
            parameters.set("SourceSnapshotId", id)
            parameters.set("Description", description)
            parameters.tagSpecification("snapshot", tags)
        }
        return try answer.required("snapshotId", of: "CopySnapshot", .ec2, destination)
    }

    /// Deletes a snapshot.
    /// - Throws: `AWSError`; `InvalidSnapshot.InUse` while an image uses it.
    package func deleteSnapshot(_ id: String, in region: Region) async throws(AWSError) {
        _ = try await ec2("DeleteSnapshot", in: region) { $0.set("SnapshotId", id) }
    }

    /// Gives tags to resources; tags of the same keys are replaced.
    package func createTags(_ tags: [AWSTag], on resources: [String], in region: Region) async throws(AWSError) {
        guard !tags.isEmpty, !resources.isEmpty else { return }
        _ = try await ec2("CreateTags", in: region) { parameters in
            parameters.list("ResourceId", resources)
            parameters.tags(tags)
        }
    }
}

extension AWSClient {
    /// Takes tags away from resources, whatever their values are.
    package func deleteTags(_ keys: [String], on resources: [String], in region: Region) async throws(AWSError) {
        _ = try await ec2("DeleteTags", in: region) { parameters in
            parameters.list("ResourceId", resources)
            for (index, key) in keys.enumerated() { parameters.set("Tag.\(index + 1).Key", key) }
        }
    }
}

extension XMLNode {
    /// Returns the text of an element that the answer must have.
    func required(_ name: String, of action: String, _ service: AWSService, _ region: Region) throws(AWSError) -> String {
        guard let value = text(name), !value.isEmpty else {
            throw AWSError(
                service: service, region: region, action: action, code: "UnreadableAnswer", message: "the answer has no \(name)", kind: .ambiguous)
        }
        return value
    }
}
