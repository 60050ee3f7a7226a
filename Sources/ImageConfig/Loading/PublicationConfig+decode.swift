import CanonicalJSON
import OrderedCollections

extension PublicationConfig {
    /// Takes what the schema accepted.
    init(_ value: CheckedValue, bot: CheckedValue?) {
        var images: OrderedDictionary<ExactText, ImageDefinition> = [:]
        for (name, image) in value["images"].members ?? [:] { images[name] = ImageDefinition(name: name.text, image) }
        self.init(
            s3: S3Settings(
                bucketName: value["s3"]["bucket_name"].text ?? "",
                uploadMultipartConcurrency: value["s3"]["upload_multipart_concurrency"].integer ?? 1),
            source: SourceSettings(
                path: value["source"]["path"].text ?? "", architecture: value["source"]["architecture"].choice(Architecture.self) ?? .x86),
            images: images, tags: value["tags"].textMembers, bot: bot.map(BotExtensions.init) ?? BotExtensions())
    }
}

extension ImageDefinition {
    fileprivate init(name: String, _ value: CheckedValue) {
        self.init(
            name: name, bootMode: value["boot_mode"].choice(BootMode.self) ?? .uefi, description: value["description"].text,
            regions: value["regions"].texts, regionsDenylist: value["regions_denylist"].texts,
            separateSnapshot: value["separate_snapshot"].bool ?? false,
            billingProducts: value["billing_products"].texts, share: value["share"].texts, rootDeviceName: value["root_device_name"].text,
            rootDeviceVolumeType: value["root_device_volume_type"].choice(VolumeType.self),
            rootDeviceVolumeSize: value["root_device_volume_size"].integer, uefiData: value["uefi_data"].text, tpmSupport: value["tpm_support"].text,
            imdsSupport: value["imds_support"].text, isTemporary: value["temporary"].bool ?? false, isPublic: value["public"].bool ?? false,
            groups: value["groups"].texts ?? [], tags: value["tags"].textMembers,
            marketplace: value["marketplace"].members == nil ? nil : MarketplaceListing(value["marketplace"]),
            ssmParameters: (value["ssm_parameter"].list ?? []).map(SSMParameterDefinition.init),
            sns: (value["sns"].list ?? []).map { item in (item.members ?? [:]).mapValues(SNSTopicMessage.init) })
    }
}

extension MarketplaceListing {
    fileprivate init(_ value: CheckedValue) {
        self.init(
            entityID: value["entity_id"].text ?? "", accessRoleARN: value["access_role_arn"].text ?? "",
            versionTitle: value["version_title"].text ?? "",
            releaseNotes: value["release_notes"].text ?? "", userName: value["user_name"].text ?? "",
            scanningPort: value["scanning_port"].integer ?? 22,
            osName: value["os_name"].text ?? "", osVersion: value["os_version"].text ?? "", usageInstructions: value["usage_instructions"].text ?? "",
            recommendedInstanceType: value["recommended_instance_type"].text ?? "",
            securityGroups: (value["security_groups"].list ?? []).map { group in
                SecurityGroup(
                    fromPort: group["from_port"].integer ?? 0, toPort: group["to_port"].integer ?? 0, ipProtocol: group["ip_protocol"].text ?? "",
                    ipRanges: group["ip_ranges"].texts ?? [])
            })
    }
}

extension SSMParameterDefinition {
    fileprivate init(_ value: CheckedValue) {
        self.init(name: value["name"].text ?? "", description: value["description"].text, allowOverwrite: value["allow_overwrite"].bool ?? false)
    }
}

extension SNSTopicMessage {
    fileprivate init(_ value: CheckedValue) {
        self.init(
            subject: value["subject"].text ?? "", message: value["message"].textMembers, regions: value["regions"].texts,
            regionsDenylist: value["regions_denylist"].texts)
    }
}

extension BotExtensions {
    fileprivate init(_ value: CheckedValue) {
        let source = value["source"]
        var images: OrderedDictionary<ExactText, ImageExtensions> = [:]
        for (name, image) in value["images"].members ?? [:] {
            images[name] = ImageExtensions(
                deprecateAfterDays: image["deprecate_after"].integer, deregistrationProtection: image["deregistration_protection"].bool,
                onChange: image["on_change"].choice(ChangePolicy.self))
        }
        self.init(
            source: source["sha256"].text.map { PinnedSource(url: source["url"].text, sha256: $0) },
            upload: value["upload"].choice(UploadMethod.self),
            images: images)
    }
}
