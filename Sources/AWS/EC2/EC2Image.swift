package import AWSPartition

/// A machine image (AMI).
package struct EC2Image: Sendable, Hashable {
    package let id: String
    package let name: String
    /// `pending`, `available`, `failed`, `error`, `invalid`, `deregistered`, `transient` or `disabled`.
    package let state: String
    package let stateReason: String?
    package let architecture: String
    package let description: String?
    package let bootMode: String?
    package let tpmSupport: String?
    package let imdsSupport: String?
    package let rootDeviceName: String?
    package let rootDeviceType: String?
    package let isPublic: Bool
    /// In ISO 8601.
    package let creationDate: String
    package let deprecationTime: String?
    package let isDeregistrationProtected: Bool
    package let blockDevices: [BlockDevice]
    package let tags: [AWSTag]

    /// A volume that instances of the image get.
    package struct BlockDevice: Sendable, Hashable {
        package let deviceName: String
        package let snapshotID: String?
        package let volumeType: String?
        /// In GiB.
        package let volumeSize: Int?
        package let isEncrypted: Bool
    }

    init?(_ node: XMLNode) {
        guard let id = node.text("imageId") else { return nil }
        self.id = id
        name = node["name"]?.text ?? ""
        state = node.text("imageState") ?? "unknown"
        stateReason = node["stateReason"]?.text("message")
        architecture = node.text("architecture") ?? ""
        description = node["description"]?.text
        bootMode = node.text("bootMode")
        tpmSupport = node.text("tpmSupport")
        imdsSupport = node.text("imdsSupport")
        rootDeviceName = node.text("rootDeviceName")
        rootDeviceType = node.text("rootDeviceType")
        isPublic = node.text("isPublic") == "true"
        creationDate = node.text("creationDate") ?? ""
        deprecationTime = node.text("deprecationTime")
        // `enabled-with-cooldown`, `enabled-without-cooldown` or `disabled`.
        isDeregistrationProtected = node.text("deregistrationProtection")?.hasPrefix("enabled") ?? false
        blockDevices = node.items("blockDeviceMapping").compactMap(BlockDevice.init)
        tags = node.tags
    }

    /// The volume that instances boot from.
    package var rootDevice: BlockDevice? { blockDevices.first { $0.deviceName == rootDeviceName } }
}

extension EC2Image.BlockDevice {
    init?(_ node: XMLNode) {
        guard let name = node.text("deviceName") else { return nil }
        deviceName = name
        snapshotID = node["ebs"]?.text("snapshotId")
        volumeType = node["ebs"]?.text("volumeType")
        volumeSize = node["ebs"]?.text("volumeSize").flatMap(Int.init)
        isEncrypted = node["ebs"]?.text("encrypted") == "true"
    }
}

extension AWSClient {
    /// Returns the account's images that have all the properties asked for.
    /// - Parameter includingDisabled: EC2 leaves disabled images out otherwise.
    /// - Throws: `AWSError`; `InvalidAMIID.NotFound` when an id is unknown.
    package func describeImages(
        in region: Region, ids: [String] = [], filters: [EC2Filter] = [], includingDisabled: Bool = false
    ) async throws(AWSError) -> [EC2Image] {
        // EC2 does not take a page size together with ids.
        try await ec2Pages("DescribeImages", in: region, list: "imagesSet", pageSize: ids.isEmpty ? 1000 : nil) { parameters in
            parameters.list("ImageId", ids)
            if ids.isEmpty { parameters.list("Owner", ["self"]) }
            parameters.filters(filters)
            if includingDisabled { parameters.set("IncludeDisabled", true) }
        } _: {
            EC2Image($0)
        }
    }

    /// Deregisters an image.
    /// - Parameter deletingSnapshots: whether its snapshots go with it, where no other image uses them.
    /// - Returns: what became of its snapshots: `success`, `skipped` for one that another image uses, or why it could not be deleted, by id.
    @discardableResult
    package func deregisterImage(_ id: String, in region: Region, deletingSnapshots: Bool) async throws(AWSError) -> [String: String] {
        let answer = try await ec2("DeregisterImage", in: region) { parameters in
            parameters.set("ImageId", id)
            if deletingSnapshots { parameters.set("DeleteAssociatedSnapshots", true) }
        }
        let results = answer.items("deleteSnapshotResultSet").map { ($0.text("snapshotId") ?? "", $0.text("returnCode") ?? "") }
        return Dictionary(results, uniquingKeysWith: { first, _ in first })
    }
}

extension AWSClient {
    /// Gives an image another description; an empty one takes it away.
    package func modifyDescription(_ description: String, of image: String, in region: Region) async throws(AWSError) {
        _ = try await ec2("ModifyImageAttribute", in: region) { parameters in
            parameters.set("ImageId", image)
            parameters.set("Description.Value", description)
        }
    }
}
