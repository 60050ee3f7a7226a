import Foundation

/// Configs of ordinary size, each with a mapping of its own, as a distribution has them for its releases, architectures and flavours.
package struct SampleConfigs {
    package let folder: String
    package let paths: [String]
    /// Of all configs and mappings, in bytes.
    package let size: Int

    package init(count: Int) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "awspub-bot-configs-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data("disk".utf8).write(to: URL(filePath: folder + "/image.vmdk"))
        var paths: [String] = []
        var size = 0
        for index in 0..<count {
            let name = "\(folder)/\(String(index / 100))/config-\(index).yaml"
            if index.isMultiple(of: 100) {
                try FileManager.default.createDirectory(atPath: "\(folder)/\(index / 100)", withIntermediateDirectories: true)
            }
            let (config, mapping) = (SampleConfigs.config(index), SampleConfigs.mapping(index))
            try Data(config.utf8).write(to: URL(filePath: name))
            try Data(mapping.utf8).write(to: URL(filePath: name + ".mapping"))
            paths.append(name)
            size += config.utf8.count + mapping.utf8.count
        }
        self.paths = paths
        self.size = size
    }

    package func remove() throws { try FileManager.default.removeItem(atPath: folder) }

    package static func mapping(_ index: Int) -> String {
        "serial: \"2026\(1000 + index)\"\nrelease: \"24.04\"\ncodename: noble\narch: amd64\nbucket: images-\(index % 7)\n"
    }

    package static func config(_ index: Int) -> String {
        """
        # Images of one release and architecture.
        awspub:
          source:
            path: "../image.vmdk"
            architecture: "x86_64"
          s3:
            bucket_name: "$bucket"
          images:
            "ubuntu-$codename-$release-$arch-server-$serial":
              description: |
                Ubuntu $release LTS ($codename) $arch server, serial $serial, number \(index)
              boot_mode: "uefi-preferred"
              root_device_name: /dev/sda1
              root_device_volume_type: gp3
              root_device_volume_size: 8
              imds_support: v2.0
              regions:
                - us-east-1
                - us-west-2
                - eu-central-1
                - eu-west-1
                - ap-southeast-2
              groups: [stable, "release-$release"]
              share:
                - "123456789012"
                - "aws-cn:210987654321"
              ssm_parameter:
                - name: /images/ubuntu/$release/$arch/$serial
                  description: "Ubuntu $release"
                  allow_overwrite: false
                - name: /images/ubuntu/$release/$arch/current
                  allow_overwrite: true
              tags:
                release: "$release"
                serial: "$serial"
                kind: server
            "ubuntu-$codename-$release-$arch-minimal-$serial":
              description: Ubuntu $release LTS ($codename) $arch minimal
              boot_mode: "uefi-preferred"
              separate_snapshot: true
              billing_products: [bp-63a5400a]
              temporary: false
              public: true
              groups: [minimal]
              sns:
                - "new-images":
                    subject: "New image $serial"
                    message:
                      default: "There is a new image of $release: $serial."
                    regions: [us-east-1]
          tags:
            team: images
            release: $codename

        """
    }
}

/// Runs something and tells how many seconds it took.
package func seconds(_ body: () throws -> Void) rethrows -> Double {
    let start = ContinuousClock.now
    try body()
    return start.duration(to: .now).seconds
}

extension Duration {
    package var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}

/// A number as text with so many digits after the point.
package func rounded(_ value: Double, _ digits: Int = 2) -> String { String(format: "%.\(digits)f", value) }
