import Foundation
import TestSupport

/// The configs that both programs get.
enum DifferentialConfig {
    static func write(_ config: String, to folder: TemporaryFolder) throws {
        // The header of a VMDK of 80 sectors: awspub calls everything VMDK, and we look.
        let header = Array("KDMV".utf8) + [3, 0, 0, 0, 1, 0, 3, 0, 80, 0, 0, 0, 0, 0, 0, 0]
        try folder.write(Data(header + (0..<10_000).map { UInt8(truncatingIfNeeded: $0) }), to: "disk.vmdk")
        try folder.write("QU1aTlVFRkkAAAAA", to: "uefi.bin")
        try folder.write("serial: \"20260101\"\nversion: 24.10\n", to: "mapping.yaml")
        try folder.write(config, to: "config.yaml")
    }

    private static let head = """
        awspub:
          s3: {bucket_name: images}
          source: {path: disk.vmdk, architecture: x86_64}
          tags: {Project: demo, "awspub:source:filename": mine}
          images:

        """

    /// An image without a description, and an SSM parameter without one.
    static let withoutDescription =
        head + """
                plain:
                  boot_mode: uefi-preferred
                  regions: [eu-west-1]
                  ssm_parameter: [{name: /images/plain}]
            """

    /// Everything that the format has and that awspub itself can carry out.
    static let allFeatures = head + full + others

    private static let full = """
            "full-$version-$serial":
              description: "Everything at once, $version"
              boot_mode: uefi
              regions: [us-east-1, eu-west-1, cn-north-1]
              separate_snapshot: true
              root_device_name: /dev/xvda
              root_device_volume_type: gp2
              root_device_volume_size: 20
              uefi_data: uefi.bin
              tpm_support: v2.0
              imds_support: v2.0
              share:
                - "111122223333"
                - "aws-cn:444455556666"
                - "arn:aws:organizations::123456789012:organization/o-abcdefghij"
                - "arn:aws:organizations::123456789012:ou/o-abcdefghij/ou-abcd-12345678"
              public: true
              groups: [stable, lts]
              tags: {Suite: noble, Project: other}
              ssm_parameter:
                - {name: /images/latest, description: the newest, allow_overwrite: true}
                - {name: "/images/$serial", description: this one}
              marketplace:
                entity_id: prod-abc
                access_role_arn: arn:aws:iam::123456789012:role/market
                version_title: "My version $serial"
                release_notes: none
                user_name: ubuntu
                scanning_port: 2222
                os_name: UBUNTU
                os_version: "24.04"
                usage_instructions: ssh
                recommended_instance_type: m5.large
                security_groups:
                  - {from_port: 22, to_port: 22, ip_protocol: tcp, ip_ranges: ["0.0.0.0/0"]}
              sns:
                - images:
                    subject: A new image
                    message: {default: There is a new image, email: "Dear \\"subscriber\\""}
                    regions: [us-east-1, cn-north-1]

        """

    private static let others = """
            "plain-$serial":
              description: ""
              boot_mode: legacy-bios
              regions_denylist:
                [ap-south-1, ap-northeast-1, ap-northeast-2, ap-northeast-3, ap-southeast-1, ap-southeast-2, ca-central-1, eu-central-1, sa-east-1]
              groups: [stable]
            "temporary-$serial":
              description: goes away
              boot_mode: uefi-preferred
              regions: [eu-west-1, us-west-2]
              temporary: true
            "billing-$serial":
              description: billed
              boot_mode: uefi-preferred
              regions: [us-east-1]
              billing_products: [bp-1, bp-2]
              share: ["555566667777"]
        """
}
