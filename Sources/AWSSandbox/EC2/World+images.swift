import Foundation

extension World {
    /// Returns the image of an id that the account owns.
    func image(_ id: String, _ call: Call) throws -> Image {
        guard isID(id, "ami-") else { throw ServiceError("InvalidAMIID.Malformed", "Invalid id: \"\(id)\" (expecting \"ami-...\")") }
        guard let image = ec2[call.region]?.images[id], image.owner == call.account || image.isShared(with: call.account) else {
            throw ServiceError("InvalidAMIID.NotFound", "The image id '[\(id)]' does not exist")
        }
        guard image.owner == call.account else {
            throw ServiceError("AuthFailure", "Not authorized for image:\(id)", status: 403)
        }
        return image
    }

    mutating func describeImages(_ call: Call, _ xml: inout XML) throws {
        let wanted = call.parameters.texts("ImageId")
        let owners = call.parameters.texts("Owner").map { $0 == "self" ? call.account : $0 }
        let executables = call.parameters.texts("ExecutableBy")
        let filters = try ResourceFilter.all(call)
        let showsDeprecated = try !wanted.isEmpty || call.parameters.flag("IncludeDeprecated") ?? false
        if !wanted.isEmpty, call.parameters.text("MaxResults") != nil {
            throw ServiceError("InvalidParameterCombination", "The parameter ImageId cannot be used with the parameter MaxResults")
        }
        for id in wanted {
            guard isID(id, "ami-") else { throw ServiceError("InvalidAMIID.Malformed", "Invalid id: \"\(id)\" (expecting \"ami-...\")") }
            guard let image = ec2[call.region]?.images[id], image.visibleAt <= call.now,
                image.owner == call.account || image.isShared(with: call.account)
            else {
                throw ServiceError("InvalidAMIID.NotFound", "The image id '[\(id)]' does not exist")
            }
        }
        let visible =
            (ec2[call.region]?.images.values.filter { image in
                image.visibleAt <= call.now && (wanted.isEmpty || wanted.contains(image.id)) && (owners.isEmpty || owners.contains(image.owner))
                    && (image.owner == call.account || image.isShared(with: call.account))
                    // Owners see deprecated images always, others when they ask for them.
                    && (image.owner == call.account || showsDeprecated || image.deprecatedAt.map { call.now < $0 } ?? true)
                    && (executables.isEmpty
                        || executables.contains {
                            $0 == "self"
                                ? image.permissions.contains("UserId/\(call.account)")
                                : $0 == "all" ? image.isPublic : image.permissions.contains("UserId/\($0)")
                        })
            } ?? []).sorted { $0.serial < $1.serial }
        let found = try visible.filter { image in
            try filters.allSatisfy { try $0.accepts(tags: image.tags.visible(at: call.now)) { image.property($0, at: call.now) } }
        }
        let page = try ListPage(found, call, serial: \.serial)
        xml.list("imagesSet", page.members) { $1.write(at: call.now, to: &$0) }
        xml.element("nextToken", page.nextToken)
    }
}

extension Image {
    /// Whether an account may launch the image although it is another's.
    func isShared(with account: String) -> Bool { isPublic || permissions.contains("UserId/\(account)") }

    /// Returns the values that a filter compares with.
    fileprivate func property(_ name: String, at now: Date) -> [String]? {
        switch name {
        case "image-id": [id]
        case "name": [self.name]
        case "state": [state(at: now)]
        case "owner-id": [owner]
        case "architecture": [architecture]
        case "description": [description].compactMap { $0 }
        case "is-public": [isPublic ? "true" : "false"]
        case "image-type": ["machine"]
        case "boot-mode": [bootMode].compactMap { $0 }
        case "root-device-name": [rootDeviceName]
        case "root-device-type": ["ebs"]
        case "virtualization-type": [virtualizationType]
        case "hypervisor": ["xen"]
        case "ena-support": [enaSupport ? "true" : "false"]
        case "creation-date": [createdAt.iso8601]
        case "block-device-mapping.snapshot-id": devices.compactMap(\.snapshotID)
        case "block-device-mapping.device-name": devices.map(\.name)
        case "block-device-mapping.volume-type": devices.map(\.volumeType)
        case "block-device-mapping.volume-size": devices.map { String($0.volumeSize) }
        case "platform", "owner-alias", "kernel-id", "ramdisk-id", "product-code", "source-image-id", "source-image-region": []
        default: nil
        }
    }

    fileprivate func write(at now: Date, to xml: inout XML) {
        xml.element("imageId", id)
        xml.element("imageLocation", "\(owner)/\(name)")
        xml.element("imageState", state(at: now))
        xml.element("imageOwnerId", owner)
        xml.element("creationDate", createdAt.iso8601)
        xml.element("isPublic", isPublic)
        xml.element("architecture", architecture)
        xml.element("imageType", "machine")
        xml.element("name", name)
        xml.element("description", description)
        xml.element("rootDeviceType", "ebs")
        xml.element("rootDeviceName", rootDeviceName)
        writeDevices(to: &xml)
        xml.element("virtualizationType", virtualizationType)
        xml.tagSet(tags, at: now)
        xml.element("hypervisor", "xen")
        xml.element("enaSupport", enaSupport ? true : nil)
        xml.element("sriovNetSupport", sriovNetSupport)
        xml.element("bootMode", bootMode)
        xml.element("tpmSupport", tpmSupport)
        xml.element("imdsSupport", imdsSupport)
        xml.element("deprecationTime", deprecatedAt?.iso8601)
        xml.element("deregistrationProtection", protection.word)
        xml.element("platformDetails", "Linux/UNIX")
        xml.element("usageOperation", "RunInstances")
    }

    func writeDevices(to xml: inout XML) {
        xml.list("blockDeviceMapping", devices) { xml, device in
            xml.element("deviceName", device.name)
            xml.element("ebs") { xml in
                xml.element("snapshotId", device.snapshotID)
                xml.element("volumeSize", device.volumeSize)
                xml.element("volumeType", device.volumeType)
                xml.element("deleteOnTermination", device.deletesOnTermination)
                xml.element("encrypted", device.isEncrypted)
            }
        }
    }
}
