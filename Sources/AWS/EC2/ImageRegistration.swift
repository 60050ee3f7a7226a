package import AWSPartition

/// What a machine image is registered with. Nil members are left out of the call.
package struct ImageRegistration: Sendable {
    package var name: String
    package var description: String?
    package var architecture: String
    package var snapshotID: String
    package var rootDeviceName: String?
    package var volumeType: String?
    /// In GiB.
    package var volumeSize: Int?
    package var bootMode: String
    package var tpmSupport: String?
    package var imdsSupport: String?
    package var uefiData: String?
    package var billingProducts: [String]
    package var tags: [AWSTag]

    package init(
        name: String, description: String? = nil, architecture: String, snapshotID: String, rootDeviceName: String? = nil, volumeType: String? = nil,
        volumeSize: Int? = nil, bootMode: String, tpmSupport: String? = nil, imdsSupport: String? = nil, uefiData: String? = nil,
        billingProducts: [String] = [], tags: [AWSTag] = []
    ) {
        self.name = name
        self.description = description
        self.architecture = architecture
        self.snapshotID = snapshotID
        self.rootDeviceName = rootDeviceName
        self.volumeType = volumeType
        self.volumeSize = volumeSize
        self.bootMode = bootMode
        self.tpmSupport = tpmSupport
        self.imdsSupport = imdsSupport
        self.uefiData = uefiData
        self.billingProducts = billingProducts
        self.tags = tags
    }
}

extension AWSClient {
    /// Registers an image; names are unique in an account and region.
    /// - Returns: the id of the image, which is `pending` for a while.
    /// - Throws: `AWSError`; `InvalidAMIName.Duplicate` when there is an image of the name, which after a lost answer may be this very one.
    package func registerImage(_ image: ImageRegistration, in region: Region) async throws(AWSError) -> String {
        let answer = try await ec2("RegisterImage", in: region) { image.fill(&$0) }
        return try answer.required("imageId", of: "RegisterImage", .ec2, region)
    }
}

extension ImageRegistration {
    func fill(_ parameters: inout EC2Parameters) {
        parameters.set("Name", name)
        parameters.set("Description", description)
        parameters.set("Architecture", architecture)
        parameters.set("RootDeviceName", rootDeviceName)
        parameters.set("BlockDeviceMapping.1.DeviceName", rootDeviceName)
        parameters.set("BlockDeviceMapping.1.Ebs.SnapshotId", snapshotID)
        parameters.set("BlockDeviceMapping.1.Ebs.VolumeType", volumeType)
        parameters.set("BlockDeviceMapping.1.Ebs.VolumeSize", volumeSize)
        // Instance store volumes of the instance types that have them.
        parameters.set("BlockDeviceMapping.2.DeviceName", "/dev/sdb")
        parameters.set("BlockDeviceMapping.2.VirtualName", "ephemeral0")
        parameters.set("BlockDeviceMapping.3.DeviceName", "/dev/sdc")
        parameters.set("BlockDeviceMapping.3.VirtualName", "ephemeral1")
        parameters.set("EnaSupport", true)
        parameters.set("SriovNetSupport", "simple")
        parameters.set("VirtualizationType", "hvm")
        parameters.set("BootMode", bootMode)
        parameters.set("TpmSupport", tpmSupport)
        parameters.set("ImdsSupport", imdsSupport)
        parameters.set("UefiData", uefiData)
        parameters.list("BillingProduct", billingProducts)
        parameters.tagSpecification("image", tags)
    }
}
