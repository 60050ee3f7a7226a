package import CanonicalJSON
import Foundation

/// What a sandbox is: its account, regions, speed and weather. Everything has a default; as JSON, every key is optional.
package struct SandboxConfiguration: Sendable, Codable, Hashable {
    /// The TCP port on loopback; 0 takes a free one.
    package var port = 0
    /// The twelve digits of the account that all access keys belong to.
    package var account = "123456789012"
    /// The partition, such as `aws`.
    package var partition = "aws"
    /// Secret access keys by access key id.
    package var accessKeys = [SandboxConfiguration.accessKeyID: SandboxConfiguration.secretAccessKey]
    /// Access keys of other accounts: the account by access key id.
    package var accounts: [String: String] = [:]
    /// Regions the account opted into, beside those that need no opting in; `*` is all.
    package var optedInRegions: [String] = []
    /// Buckets that exist from the start: the region by name.
    package var buckets: [String: String] = [:]
    /// ARNs of the SNS topics that exist from the start.
    package var topics: [String] = []
    /// Marketplace products that exist; `*` is every id that is asked for.
    package var marketplaceEntities = ["*"]
    /// Roles that snapshots may be imported with.
    package var importRoles = ["vmimport"]
    /// Roles that exist and that VM Import may not assume.
    package var otherRoles: [String] = []
    /// Whether an import looks at the disk's format and fails on what is not what it is said to be.
    package var checksDiskFormat = false
    /// Whether calls are throttled with the token buckets that AWS documents.
    package var throttling = false
    /// How many images may be public in a region.
    package var publicImageQuota = 1000
    /// How many copies of snapshots may be under way to a region. AWS: 20, fixed.
    package var concurrentCopies = 20
    /// Whether new EBS volumes and snapshots of the account are encrypted.
    package var encryptionByDefault = false
    /// `unblocked` or `block-new-sharing`.
    package var imageBlockPublicAccess = "unblocked"
    /// `unblocked`, `block-new-sharing` or `block-all-sharing`.
    package var snapshotBlockPublicAccess = "unblocked"
    /// How many calls the log keeps; older ones are dropped.
    package var callLogLimit = 1_000_000
    package var timing = SandboxTiming()
    package var faults: [FaultRule] = []
    /// Decides random numbers: ids, the duration of a copy, faults with a probability.
    package var seed: UInt64 = 1
    /// Where objects are kept; nil takes a temporary folder that goes away with the sandbox.
    package var dataDirectory: String?
    /// Whether the bytes of objects are checked and then forgotten, so that measurements are not of this machine's memory. They read as zeros.
    package var discardsContent = false

    package init() {}

    /// The access key that a sandbox knows unless it is told otherwise.
    package static let accessKeyID = "AKIASANDBOXEXAMPLE00"
    /// The secret of `accessKeyID`. It is not a secret.
    package static let secretAccessKey = "sandbox/secret/key/for/tests/only/000000"
}

extension SandboxConfiguration {
    /// Returns this configuration with what a JSON object says instead. Objects are merged, everything else is replaced.
    /// - Throws: `DecodingError` where the JSON does not fit.
    package func merging(_ changes: JSON) throws -> SandboxConfiguration {
        let whole = try JSON(parsing: Array(JSONEncoder().encode(self)))
        let merged = whole.overlaid(with: changes)
        return try JSONDecoder().decode(SandboxConfiguration.self, from: Data(merged.canonicalText.utf8))
    }
}

extension JSON {
    fileprivate func overlaid(with other: JSON) -> JSON {
        guard case .members(let mine) = self, case .members(let theirs) = other else { return other }
        var all = mine
        for member in theirs { all[member.key] = mine[member.key]?.overlaid(with: member.value) ?? member.value }
        return .members(all)
    }
}
