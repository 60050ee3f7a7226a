import AWS
import ImageConfig

/// A property of an image that is not what its definition says.
struct ImageDifference: Sendable, Hashable, CustomStringConvertible {
    let kind: ImageVerificationErrors
    let property: String
    let wanted: String
    let found: String

    var description: String { "\(property) is \(found), not \(wanted)" }
}

/// Compares an image in AWS with its definition.
struct ImageComparison: Sendable {
    let image: ImageDefinition
    let config: PublicationConfig
    /// The ids of the snapshots that it may stand on; nil leaves that out.
    let snapshots: Set<String>?

    /// Returns the differences in what EC2 never lets anybody change.
    func fixedDifferences(of found: EC2Image) -> [ImageDifference] {
        let root = found.rootDevice
        var all: [ImageDifference?] = [
            difference(.architecture, "architecture", config.source.architecture.rawValue, found.architecture),
            difference(.bootMode, "boot_mode", image.bootMode.rawValue, found.bootMode),
            difference(.rootDeviceType, "root device type", "ebs", found.rootDeviceType),
            difference(.tpmSupport, "tpm_support", image.tpmSupport, found.tpmSupport),
            difference(.imdsSupport, "imds_support", image.imdsSupport, found.imdsSupport),
            image.rootDeviceName.flatMap { difference(.rootDeviceName, "root_device_name", $0, found.rootDeviceName) },
            image.rootDeviceVolumeType.flatMap { difference(.rootDeviceVolumeType, "root_device_volume_type", $0.rawValue, root?.volumeType) },
            image.rootDeviceVolumeSize.flatMap {
                difference(.rootDeviceVolumeSize, "root_device_volume_size", String($0), root?.volumeSize.map(String.init))
            },
        ]
        if let snapshots, root?.snapshotID.map(snapshots.contains) != true {
            let wanted = snapshots.min() ?? "one of the present source"
            all.append(difference(.rootDeviceSnapshot, "snapshot", wanted, root?.snapshotID))
        }
        return all.compactMap(\.self)
    }

    private func difference(_ kind: ImageVerificationErrors, _ property: String, _ wanted: String?, _ found: String?) -> ImageDifference? {
        wanted == found ? nil : ImageDifference(kind: kind, property: property, wanted: wanted ?? "unset", found: found ?? "unset")
    }
}
