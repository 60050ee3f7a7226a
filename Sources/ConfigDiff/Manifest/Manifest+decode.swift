import CanonicalJSON
import ImageConfig

extension Manifest {
    /// Reads a manifest's file.
    /// - Returns: nil when it is not a manifest of a version that is known; the unit is then treated as if it had none.
    package init?(_ bytes: [UInt8]) {
        // What cannot be parsed is no manifest.
        guard let root = try? JSON(parsing: bytes), let bot = root["awspub-bot"], bot["version"]?.integerValue == 1,
            let config = bot["config"]?.stringValue, let fingerprint = bot["fingerprint"]?.stringValue,
            let status = bot["status"]?.stringValue.flatMap(Status.init(rawValue:)), let group = bot["group"]
        else { return nil }
        let unit = UnitID(config: config, group: group.stringValue.map(UnitGroup.named) ?? .ungrouped)
        self.init(unit: unit, configCommit: bot["config-commit"]?.stringValue ?? "", fingerprint: fingerprint, status: status)
        drift = status == .drifted ? Drift(bot["drift"]) : nil
        if status == .drifted, drift == nil { return nil }
        sourceFilename = bot["source"]?["filename"]?.stringValue ?? ""
        sourceArchitecture = bot["source"]?["architecture"]?.stringValue ?? ""
        sourceSHA256 = bot["source"]?["sha256"]?.stringValue ?? ""
        details = (bot["details"]?.objectValue ?? [:]).mapValues { ($0.objectValue ?? [:]).compactMapValues(Detail.init) }
        parameters = Manifest.nestedTexts(bot["ssm"])
        notifications = Manifest.texts(bot["sns"])
        changeSets = Manifest.texts(bot["marketplace"])
        errors = (bot["errors"]?.arrayValue ?? []).compactMap(\.stringValue)
        orphans = Manifest.nestedTexts(bot["orphans"])
    }

    private static func texts(_ value: JSON?) -> [String: String] { (value?.objectValue ?? [:]).compactMapValues(\.stringValue) }

    private static func nestedTexts(_ value: JSON?) -> [String: [String: String]] { (value?.objectValue ?? [:]).mapValues { texts($0) } }
}

extension Manifest.Detail {
    fileprivate init?(_ value: JSON) {
        guard let id = value["image_id"]?.stringValue else { return nil }
        self.init(imageID: id, snapshotID: value["snapshot_id"]?.stringValue, isPublic: value["public"]?.boolValue ?? false)
    }
}
