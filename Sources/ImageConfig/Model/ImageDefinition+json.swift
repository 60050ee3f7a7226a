public import CanonicalJSON
import OrderedCollections

extension ImageDefinition {
    /// The definition as awspub's own dump of it, with every default filled in.
    public var json: JSON {
        [
            "boot_mode": .string(bootMode.rawValue),
            "description": .optional(description),
            "regions": .optional(regions),
            "regions_denylist": .optional(regionsDenylist),
            "separate_snapshot": .bool(separateSnapshot),
            "billing_products": .optional(billingProducts),
            "share": .optional(share),
            "root_device_name": .optional(rootDeviceName),
            "root_device_volume_type": .optional(rootDeviceVolumeType?.rawValue),
            "root_device_volume_size": rootDeviceVolumeSize.map(JSON.integer) ?? .null,
            "uefi_data": .optional(uefiData),
            "tpm_support": .optional(tpmSupport),
            "imds_support": .optional(imdsSupport),
            "temporary": .bool(isTemporary),
            "public": .bool(isPublic),
            "groups": .strings(groups),
            "tags": tags.json,
            "marketplace": marketplace?.json ?? .null,
            "ssm_parameter": .array(ssmParameters.map(\.json)),
            "sns": .array(sns.map { topics in .members(Dictionary(uniqueKeysWithValues: topics.map { ($0.key, $0.value.json) })) }),
        ]
    }
}

extension MarketplaceListing {
    /// The listing as awspub's own dump of it.
    public var json: JSON {
        [
            "entity_id": .string(entityID),
            "access_role_arn": .string(accessRoleARN),
            "version_title": .string(versionTitle),
            "release_notes": .string(releaseNotes),
            "user_name": .string(userName),
            "scanning_port": .integer(scanningPort),
            "os_name": .string(osName),
            "os_version": .string(osVersion),
            "usage_instructions": .string(usageInstructions),
            "recommended_instance_type": .string(recommendedInstanceType),
            "security_groups": .array(securityGroups.map(\.json)),
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
            "subject": .string(subject), "message": message.json, "regions": .optional(regions), "regions_denylist": .optional(regionsDenylist),
        ]
    }
}

extension OrderedDictionary<ExactText, String> {
    fileprivate var json: JSON { .members(Dictionary(uniqueKeysWithValues: map { ($0.key, JSON.string($0.value)) })) }
}

extension JSON {
    fileprivate static func optional(_ values: [String]?) -> JSON { values.map { JSON.strings($0) } ?? .null }
}
