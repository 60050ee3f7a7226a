import CanonicalJSON
import Foundation

extension EC2State {
    /// The state as JSON. Times are left out: they differ from run to run.
    func json(at now: Date) -> JSON {
        .object([
            "snapshots": .object(snapshots.mapValues { $0.json(at: now) }),
            "images": .object(images.mapValues { $0.json(at: now) }),
            "imports": .object(imports.mapValues { $0.json(at: now) }),
        ])
    }
}

extension Snapshot {
    fileprivate func json(at now: Date) -> JSON {
        .object([
            "serial": .integer(serial), "state": .string(state(at: now)), "description": .string(description), "volumeSize": .integer(volumeSize),
            "tags": tags.json, "users": .array(users.sorted().map(JSON.string)), "public": .bool(isPublic),
            "source": source.map(JSON.string) ?? .null, "owner": .string(owner), "failure": failure.map(JSON.string) ?? .null,
        ])
    }
}

extension ImportTask {
    fileprivate func json(at now: Date) -> JSON {
        .object([
            "serial": .integer(serial), "status": .string(status(at: now)), "description": .string(description), "tags": tags.json,
            "snapshot": snapshotID.map(JSON.string) ?? .null, "clientToken": clientToken.map(JSON.string) ?? .null,
            "bucket": bucket.map(JSON.string) ?? .null, "key": key.map(JSON.string) ?? .null, "format": .string(format),
            "failure": failure.map(JSON.string) ?? .null,
        ])
    }
}

extension Image {
    fileprivate func json(at now: Date) -> JSON {
        .object([
            "serial": .integer(serial), "state": .string(state(at: now)), "name": .string(name),
            "description": description.map(JSON.string) ?? .null,
            "architecture": .string(architecture), "rootDeviceName": .string(rootDeviceName), "bootMode": bootMode.map(JSON.string) ?? .null,
            "tpmSupport": tpmSupport.map(JSON.string) ?? .null, "imdsSupport": imdsSupport.map(JSON.string) ?? .null,
            "uefiData": uefiData.map(JSON.string) ?? .null, "billingProducts": .array(billingProducts.map(JSON.string)),
            "enaSupport": .bool(enaSupport), "sriovNetSupport": sriovNetSupport.map(JSON.string) ?? .null,
            "virtualizationType": .string(virtualizationType), "tags": tags.json, "permissions": .array(permissions.sorted().map(JSON.string)),
            "public": .bool(isPublic), "deprecatedAfterDays": deprecatedAfterDays.map(JSON.integer) ?? .null,
            "protected": .bool(protection.isOn),
            "owner": .string(owner),
            "devices": .array(
                devices.map { device in
                    .object([
                        "name": .string(device.name), "snapshot": device.snapshotID.map(JSON.string) ?? .null,
                        "volumeType": .string(device.volumeType), "volumeSize": .integer(device.volumeSize),
                    ])
                }),
        ])
    }
}
