import Foundation

extension World {
    mutating func registerImage(_ call: Call, _ xml: inout XML) throws {
        let parameters = call.parameters
        let name = try parameters.required("Name")
        try checkImageName(name)
        let architecture = try one(of: ["i386", "x86_64", "arm64", "x86_64_mac", "arm64_mac"], parameters, "Architecture") ?? "i386"
        let devices = try parameters.list("BlockDeviceMapping").compactMap { try device($0, call) }
        guard let rootDeviceName = parameters.text("RootDeviceName") else {
            throw ServiceError("MissingParameter", "The request must contain the parameter rootDeviceName")
        }
        guard let root = devices.first(where: { $0.name == rootDeviceName }), root.snapshotID != nil else {
            throw ServiceError(
                "InvalidBlockDeviceMapping", "The root device '\(rootDeviceName)' has no block device mapping with a snapshot")
        }
        let bootMode = try one(of: ["legacy-bios", "uefi", "uefi-preferred"], parameters, "BootMode")
        let tpm = try one(of: ["v2.0"], parameters, "TpmSupport")
        if tpm != nil, bootMode != "uefi", bootMode != "uefi-preferred" {
            throw ServiceError("InvalidParameterCombination", "TpmSupport requires that BootMode is uefi")
        }
        if architecture == "arm64", bootMode == "legacy-bios" {
            throw ServiceError("InvalidParameterCombination", "The boot mode legacy-bios is not supported for architecture arm64")
        }
        let imds = try one(of: ["v2.0"], parameters, "ImdsSupport")
        if let data = parameters.text("UefiData"), Data(base64Encoded: data) == nil {
            throw ServiceError("InvalidParameterValue", "UefiData is not valid base64")
        }
        if let image = ec2[call.region]?.images.values.first(where: { $0.name == name && $0.owner == call.account }) {
            throw ServiceError("InvalidAMIName.Duplicate", "AMI name \(name) is already in use by AMI \(image.id)")
        }
        let tags = try specifiedTags(call, for: "image")
        let id = ids.next("ami-")
        ec2[call.region, default: EC2State()].images[id] = Image(
            id: id, serial: ids.count, owner: call.account, name: name, description: parameters.text("Description"), architecture: architecture,
            rootDeviceName: rootDeviceName, devices: devices, bootMode: bootMode, tpmSupport: tpm, imdsSupport: imds,
            uefiData: parameters.text("UefiData"),
            billingProducts: parameters.texts("BillingProduct"), virtualizationType: parameters.text("VirtualizationType") ?? "paravirtual",
            enaSupport: try parameters.flag("EnaSupport") ?? false, sriovNetSupport: parameters.text("SriovNetSupport"), createdAt: call.now,
            availableAt: call.now.addingTimeInterval(configuration.timing.scaled(configuration.timing.registerImage)),
            visibleAt: visible(from: call.now), tags: tags)
        xml.element("imageId", id)
    }

    /// Source: botocore's model of RegisterImage, `Name`.
    private func checkImageName(_ name: String) throws {
        let allowed = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789()[] ./-'@_")
        guard (3...128).contains(name.count), name.allSatisfy(allowed.contains) else {
            throw ServiceError(
                "InvalidAMIName.Malformed",
                "AMI names must be between 3 and 128 characters long, and may contain letters, numbers, '(', ')', '.', '-', '/' and '_'")
        }
    }

    /// Returns a parameter that must be one of some words.
    private func one(of words: [String], _ parameters: Parameters, _ name: String) throws -> String? {
        guard let value = parameters.text(name) else { return nil }
        guard words.contains(value) else {
            throw ServiceError(
                "InvalidParameterValue", "Value (\(value)) for parameter \(name) is invalid. Expected one of: \(words.joined(separator: ", "))")
        }
        return value
    }

    /// Reads a block device mapping.
    private func device(_ mapping: Parameters, _ call: Call) throws -> Image.Device? {
        guard let name = mapping.text("DeviceName") else {
            throw ServiceError("MissingParameter", "The request must contain the parameter deviceName")
        }
        guard let ebs = mapping["Ebs"] else { return nil }
        let type = try one(of: ["standard", "io1", "io2", "gp2", "gp3", "sc1", "st1"], ebs, "VolumeType") ?? "standard"
        let size = try ebs.integer("VolumeSize")
        guard let id = ebs.text("SnapshotId") else {
            guard let size else { throw ServiceError("MissingParameter", "The request must contain the parameter size or snapshotId") }
            return Image.Device(
                name: name, snapshotID: nil, volumeType: type, volumeSize: size,
                deletesOnTermination: try ebs.flag("DeleteOnTermination") ?? true, isEncrypted: false)
        }
        let snapshot = try snapshot(id, call)
        guard snapshot.state(at: call.now) == "completed" else {
            throw ServiceError("IncorrectState", "The snapshot '\(id)' is not in the 'completed' state.")
        }
        if let size, size < snapshot.volumeSize {
            throw ServiceError(
                "InvalidBlockDeviceMapping", "Volume of size \(size)GB is smaller than snapshot '\(id)', expect size >= \(snapshot.volumeSize)GB")
        }
        return Image.Device(
            name: name, snapshotID: id, volumeType: type, volumeSize: size ?? snapshot.volumeSize,
            deletesOnTermination: try ebs.flag("DeleteOnTermination") ?? true, isEncrypted: snapshot.isEncrypted)
    }

    mutating func deregisterImage(_ call: Call, _ xml: inout XML) throws {
        let image = try image(try call.parameters.required("ImageId"), call)
        try checkProtection(of: image, at: call.now)
        ec2[call.region]?.images[image.id] = nil
        xml.element("return", true)
        guard try call.parameters.flag("DeleteAssociatedSnapshots") ?? false else { return }
        let snapshots = image.devices.compactMap(\.snapshotID)
        let kept = Set(snapshots.filter { id in ec2[call.region]?.images.values.contains { $0.uses(id) } ?? false })
        for id in snapshots where !kept.contains(id) { ec2[call.region]?.snapshots[id] = nil }
        xml.list("deleteSnapshotResultSet", snapshots) { xml, id in
            xml.element("snapshotId", id)
            xml.element("returnCode", kept.contains(id) ? "skipped" : "success")
        }
    }
}
