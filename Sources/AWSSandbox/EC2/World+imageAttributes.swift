import Foundation

extension World {
    mutating func modifyImageAttribute(_ call: Call, _ xml: inout XML) throws {
        let image = try image(try call.parameters.required("ImageId"), call)
        let attribute = call.parameters.text("Attribute")
        if let description = call.parameters["Description"]?.text("Value") ?? (attribute == "description" ? call.parameters.text("Value") : nil) {
            ec2[call.region]?.images[image.id]?.description = description.isEmpty ? nil : description
        } else if let support = call.parameters["ImdsSupport"]?.text("Value") ?? (attribute == "imdsSupport" ? call.parameters.text("Value") : nil) {
            guard support == "v2.0" else { throw ServiceError("InvalidParameterValue", "Value (\(support)) for parameter ImdsSupport is invalid.") }
            ec2[call.region]?.images[image.id]?.imdsSupport = support
        } else {
            try changePermissions(of: image, call)
        }
        xml.element("return", true)
    }

    private mutating func changePermissions(of image: Image, _ call: Call) throws {
        var added = call.parameters["LaunchPermission"]?.list("Add").flatMap(World.permissions) ?? []
        var removed = call.parameters["LaunchPermission"]?.list("Remove").flatMap(World.permissions) ?? []
        let operation = call.parameters.text("OperationType")
        let flat =
            call.parameters.texts("UserId").map { "UserId/\($0)" } + call.parameters.texts("UserGroup").map { "Group/\($0)" }
            + call.parameters.texts("OrganizationArn").map { "OrganizationArn/\($0)" }
            + call.parameters.texts("OrganizationalUnitArn").map { "OrganizationalUnitArn/\($0)" }
        if operation == "remove" { removed += flat } else { added += flat }
        guard !added.isEmpty || !removed.isEmpty else {
            throw ServiceError("InvalidParameterCombination", "No attributes specified.")
        }
        for permission in added + removed { try World.check(permission) }
        if added.contains("Group/all"), !image.isPublic { try checkPublication(of: image, call) }
        let permissions = image.permissions.union(added).subtracting(removed)
        ec2[call.region]?.images[image.id]?.permissions = permissions
        if added.contains("Group/all") { limitDeprecation(of: image.id, call) }
    }

    private static func permissions(_ node: Parameters) -> [String] {
        ["UserId", "Group", "OrganizationArn", "OrganizationalUnitArn"].compactMap { kind in node.text(kind).map { "\(kind)/\($0)" } }
    }

    private static func check(_ permission: String) throws {
        let parts = permission.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let value = String(parts[1])
        let isValid =
            switch parts[0] {
            case "UserId": value.utf8.count == 12 && value.utf8.allSatisfy { (0x30...0x39).contains($0) }
            case "Group": value == "all"
            default: value.hasPrefix("arn:aws") && value.contains(":organizations::")
            }
        guard isValid else {
            throw ServiceError("InvalidAMIAttributeItemValue", "Invalid attribute item value \"\(value)\" for \(parts[0]) item type.")
        }
    }

    /// Checks whether an image may become public.
    private func checkPublication(of image: Image, _ call: Call) throws {
        let state = ec2[call.region]?.imageBlockPublicAccess ?? configuration.imageBlockPublicAccess
        guard state == "unblocked" else {
            throw ServiceError(
                "OperationNotPermitted", "You cannot publicly share this image because block public access for AMIs is enabled in this region.")
        }
        guard image.billingProducts.isEmpty, !image.devices.contains(where: \.isEncrypted) else {
            throw ServiceError("InvalidParameter", "Images with encrypted snapshots or with billing products cannot be made public")
        }
        let count = ec2[call.region]?.images.values.count { $0.isPublic && $0.owner == call.account } ?? 0
        guard count < configuration.publicImageQuota else {
            throw ServiceError(
                "ResourceLimitExceeded",
                "You have reached your quota of \(configuration.publicImageQuota) for the number of public images allowed in this Region.")
        }
    }

    mutating func describeImageAttribute(_ call: Call, _ xml: inout XML) throws {
        let image = try image(try call.parameters.required("ImageId"), call)
        xml.element("imageId", image.id)
        switch try call.parameters.required("Attribute") {
        case "launchPermission":
            xml.list("launchPermission", image.permissions.sorted()) { xml, permission in
                let parts = permission.split(separator: "/", maxSplits: 1)
                let kind = String(parts[0])
                xml.element(kind.prefix(1).lowercased() + kind.dropFirst(), String(parts[1]))
            }
        case "description": xml.element("description") { $0.element("value", image.description ?? "") }
        case "blockDeviceMapping": image.writeDevices(to: &xml)
        case "bootMode": xml.element("bootMode") { $0.element("value", image.bootMode) }
        case "tpmSupport": xml.element("tpmSupport") { $0.element("value", image.tpmSupport) }
        case "imdsSupport": xml.element("imdsSupport") { $0.element("value", image.imdsSupport) }
        case "uefiData": xml.element("uefiData") { $0.element("value", image.uefiData) }
        case "sriovNetSupport": xml.element("sriovNetSupport") { $0.element("value", image.sriovNetSupport) }
        case "productCodes": xml.element("productCodes") { _ in }
        case "deregistrationProtection":
            xml.element("deregistrationProtection") { $0.element("value", image.protection.word) }
        case let other: throw ServiceError("InvalidParameterValue", "Value (\(other)) for parameter attribute is invalid. Unknown attribute.")
        }
    }

    mutating func resetImageAttribute(_ call: Call, _ xml: inout XML) throws {
        let image = try image(try call.parameters.required("ImageId"), call)
        guard try call.parameters.required("Attribute") == "launchPermission" else {
            throw ServiceError("InvalidParameterValue", "Only launchPermission can be reset")
        }
        ec2[call.region]?.images[image.id]?.permissions = []
        xml.element("return", true)
    }
}
