import Digest
package import ImageConfig

/// A unit of a repository: a config and one of its groups, or its ungrouped images.
package struct UnitID: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The config's path in the repository.
    package let config: String
    package let group: UnitGroup

    package init(config: String, group: UnitGroup) {
        self.config = config
        self.group = group
    }

    package var description: String { "\(config) \(group.name.map { "group \($0)" } ?? "(ungrouped)")" }

    package static func < (left: UnitID, right: UnitID) -> Bool {
        (left.config, left.group.name == nil ? 1 : 0, left.group.name ?? "") < (right.config, right.group.name == nil ? 1 : 0, right.group.name ?? "")
    }

    /// Returns the path of the unit's manifest.
    /// - Parameter results: the folder of the manifests.
    package func manifestPath(in results: String) -> String { "\(results)/\(config)/\(fileName).json" }

    /// The file whose content, the unit's fingerprint, approves of publishing it.
    package var approvalPath: String { "\(RepositorySettings.approvals)/\(config)/\(fileName)" }

    /// The group's name as a file name. Whatever a group is called, it stays in its folder, and the name can be read back unless it is very long.
    private var fileName: String {
        guard let name = group.name else { return "_ungrouped" }
        let escaped = UnitID.escaped(name)
        guard escaped.utf8.count > 200 else { return escaped }
        return "\(escaped.prefix(180))~\(SHA256.digest(name).hex.prefix(16))"
    }

    private static func escaped(_ name: String) -> String {
        var result = ""
        for (index, byte) in name.utf8.enumerated() {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "-"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            case UInt8(ascii: "."), UInt8(ascii: "_"):
                result += index == 0 ? percent(byte) : String(Unicode.Scalar(byte))
            default: result += percent(byte)
            }
        }
        return result
    }

    private static func percent(_ byte: UInt8) -> String { "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true) }
}
