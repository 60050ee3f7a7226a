import CanonicalJSON
import OrderedCollections

/// The schema of configs: awspub's under `awspub`, ours under `awspub-bot`.
enum ConfigSchema {
    typealias Field = ObjectType.Field

    static let awspub = ObjectType(
        name: "awspub",
        fields: [
            .required("s3", .object(s3), "Where the disk image is uploaded to."),
            .required("source", .object(source), "The disk image."),
            .required("images", .map(.object(image)), "The machine images that are made of it, by name."),
            .optional("tags", .map(.text), default: .map([:]), "Tags of everything that is made."),
        ])

    static let s3 = ObjectType(
        name: "s3",
        fields: [
            .required("bucket_name", .text, "An existing bucket; its region is where the snapshot is made."),
            .optional(
                "upload_multipart_concurrency", .integer(1...32, takesBooleans: false), nullable: false, default: .integer(1),
                "How many parts are uploaded at the same time."),
        ])

    static let source = ObjectType(
        name: "source",
        fields: [
            .required("path", .path, "The file, relative to the config."),
            .required("architecture", .choice(["x86_64", "arm64"]), "The processor architecture."),
        ])

    static let image = ObjectType(
        name: "image",
        fields: [
            .optional("description", .text, "The image's description."),
            .optional("regions", .list(.text), "Only these regions; all of the partition when absent."),
            .optional("regions_denylist", .list(.text), "Not these regions."),
            .optional("separate_snapshot", .boolean, nullable: false, default: .bool(false), "Whether the image has a snapshot of its own."),
            .optional("billing_products", .list(.text), "Billing product codes."),
            .required("boot_mode", .choice(["legacy-bios", "uefi", "uefi-preferred"]), "How instances boot."),
            .optional("root_device_name", .text, default: .text("/dev/sda1"), "The root volume's device."),
            .optional("root_device_volume_type", .choice(["gp3", "gp2"]), default: .text("gp3"), "The root volume's type."),
            .optional("root_device_volume_size", .integer(1...65_536), default: .integer(8), "The root volume's size in GiB."),
            .optional("uefi_data", .path, "A file with UEFI variables, relative to the config."),
            .optional("tpm_support", .choice(["v2.0"]), "The version of the virtual TPM."),
            .optional("imds_support", .choice(["v2.0"]), "Whether only IMDSv2 is allowed."),
            .optional("share", .list(.share), "Accounts, organizations and organizational units that may use the image."),
            .optional("temporary", .boolean, default: .bool(false), "Whether `cleanup` removes the image."),
            .optional("public", .boolean, default: .bool(false), "Whether everybody may use the image."),
            .optional("marketplace", .object(marketplace), "A product of AWS Marketplace that gets a version with this image."),
            .optional("ssm_parameter", .list(.object(parameter)), "Parameters that name the image in each region."),
            .optional("groups", .list(.text), default: .list([]), "The groups the image belongs to."),
            .optional("tags", .map(.text), default: .map([:]), "Tags of the image."),
            .optional("sns", .list(.map(.object(topic))), "Topics that are notified, by name."),
        ], separatesRegions: true)

    static let marketplace = ObjectType(
        name: "marketplace",
        fields: [
            .required("entity_id", .text, "The product's id, such as prod-abcdef123456."),
            .required("access_role_arn", .text, "The role with which AWS Marketplace reads the image."),
            .required("version_title", .text, "The title of the version that is added."),
            .required("release_notes", .text, "What is new in the version."),
            .required("user_name", .text, "The user with whom buyers log in."),
            .optional(
                "scanning_port", .integer(0...65_535), nullable: false, default: .integer(22), "The port at which AWS Marketplace scans an instance."),
            .required("os_name", .text, "The operating system, such as UBUNTU."),
            .required("os_version", .text, "The version of the operating system, in quotes."),
            .required("usage_instructions", .text, "What buyers have to know to use the image."),
            .required("recommended_instance_type", .text, "The instance type that is offered first."),
            .required("security_groups", .list(.object(securityGroup)), nullable: true, "What may reach an instance when buyers change nothing."),
        ])

    static let securityGroup = ObjectType(
        name: "security group",
        fields: [
            .required("from_port", .integer(0...65_535), "The first port."),
            .required("ip_protocol", .choice(["tcp", "udp"]), "The protocol."),
            .required("ip_ranges", .list(.text), "Who may connect, as networks such as 192.0.2.0/24."),
            .required("to_port", .integer(0...65_535), "The last port."),
        ])

    static let parameter = ObjectType(
        name: "SSM parameter",
        fields: [
            .required("name", .text, "The parameter's name; its value is the image's id in the region."),
            .optional("description", .text, "The parameter's description."),
            .optional("allow_overwrite", .boolean, default: .bool(false), "Whether a parameter that exists gets a new value."),
        ])

    static let topic = ObjectType(
        name: "SNS topic",
        fields: [
            .required("subject", .sizedText(1...99), "The subject of mails, of at most 99 characters."),
            .optional("message", .object(message), nullable: false, default: .map(["default": .text("")]), "What is sent, by protocol."),
            .optional("regions", .list(.text), "Only in these regions; in all where the topic may be when absent."),
            .optional("regions_denylist", .list(.text), "Not in these regions."),
        ], separatesRegions: true)

    static let message = ObjectType(
        name: "SNS message",
        fields: [
            .required("default", .text, "The message for all protocols that have none of their own."),
            .optional("email", .text, nullable: false, "The message for mails."),
        ], leavesAbsentOut: true)

    static let bot = ObjectType(
        name: "awspub-bot",
        fields: [
            .optional("source", .object(pinnedSource), "A source elsewhere, or the digest of the one at source.path."),
            .optional("upload", .choice(["s3-import", "ebs-direct"]), "How the disk image becomes a snapshot."),
            .optional("images", .map(.object(imageExtensions)), "What single images have beyond awspub, by name."),
        ])

    static let pinnedSource = ObjectType(
        name: "source",
        fields: [
            .optional("url", .sourceURL, "Where the disk image is fetched from; absent for the file at source.path."),
            .required("sha256", .digest, "The digest that the disk image must have."),
        ])

    static let imageExtensions = ObjectType(
        name: "image",
        fields: [
            .optional("deprecate_after", .days, "The days after its registration when the image is deprecated, such as 730d."),
            .optional("deregistration_protection", .boolean, "Whether the image cannot be deregistered by mistake."),
            .optional(
                "on_change", .choice(["fail", "keep", "replace"]),
                "What happens when the image exists and differs in what cannot be changed."),
        ])
}
