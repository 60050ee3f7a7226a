public import CanonicalJSON
import OrderedCollections

extension ImageDefinition {
    /// The definition as awspub's own dump of it, with every default filled in.
    public var json: JSON {
        [
            "billing_products": .optional(billingProducts),
            "boot_mode": .string(bootMode.rawValue),
            "description": .optional(description),
            "groups": .strings(groups),
            "imds_support": .optional(imdsSupport),
            "marketplace": marketplace?.json ?? .null,
            "public": .bool(isPublic),
            "regions": .optional(regions),
            "regions_denylist": .optional(regionsDenylist),
            "root_device_name": .optional(rootDeviceName),
            "root_device_volume_size": rootDeviceVolumeSize.map(JSON.integer) ?? .null,
            "root_device_volume_type": .optional(rootDeviceVolumeType?.rawValue),
            "separate_snapshot": .bool(separateSnapshot),
            "share": .optional(share),
            "sns": .array(sns.map { topics in .members(JSON.Members(topics.map { ($0.key, $0.value.json) })) }),
            "ssm_parameter": .array(ssmParameters.map(\.json)),
            "tags": .strings(tags),
            "temporary": .bool(isTemporary),
            "tpm_support": .optional(tpmSupport),
            "uefi_data": .optional(uefiData),
        ]
    }
}

extension MarketplaceListing {
    /// The listing as awspub's own dump of it.
    public var json: JSON {
        [
            "access_role_arn": .string(accessRoleARN),
            "entity_id": .string(entityID),
            "os_name": .string(osName),
            "os_version": .string(osVersion),
            "recommended_instance_type": .string(recommendedInstanceType),
            "release_notes": .string(releaseNotes),
            "scanning_port": .integer(scanningPort),
            "security_groups": .array(securityGroups.map(\.json)),
            "usage_instructions": .string(usageInstructions),
            "user_name": .string(userName),
            "version_title": .string(versionTitle),
        ]
    }
}

extension MarketplaceListing.SecurityGroup {
    fileprivate var json: JSON {
        ["from_port": .integer(fromPort), "to_port": .integer(toPort), "ip_protocol": .string(ipProtocol), "ip_ranges": .strings(ipRanges)]
    }
}

extension SSMParameterDefinition {
    fileprivate var json: JSON {
        ["name": .string(name), "description": .optional(description), "allow_overwrite": .bool(allowOverwrite)]
    }
}

extension SNSTopicMessage {
    fileprivate var json: JSON {
        [
            "subject": .string(subject), "message": .strings(message), "regions": .optional(regions), "regions_denylist": .optional(regionsDenylist),
        ]
    }
}

extension JSON {
    fileprivate static func optional(_ values: [String]?) -> JSON { values.map { JSON.strings($0) } ?? .null }
}
