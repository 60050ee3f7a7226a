import AWS
import AWSPartition
import ImageConfig

/// What a run is about to do, as far as preflight looks into it.
struct PreflightScope: Sendable {
    /// Where the source becomes a snapshot.
    let home: Region
    /// The names of the snapshots that are imported there.
    var imports: Set<String> = []
    /// Whether it is known what snapshots are there; if not, some of the imports may have been done long ago.
    var isHomeKnown = true
    /// The images that become public, by region.
    var publications: [Region: [String]] = [:]
    /// How many images that are public give way to others, by region.
    var withdrawals: [Region: Int] = [:]
    /// The regions that get snapshots, and whose images stand on them.
    var newSnapshots: [Region: SnapshotUse] = [:]
    /// Whose images stand on the snapshots that are imported, wherever they are.
    var importUse = SnapshotUse()
    /// What EC2 is asked about without doing it.
    var changes: [ProposedChange] = []
    /// What is known without asking.
    var findings: [PreflightFinding] = []

    /// Whether AWS need not be asked anything.
    var isEmpty: Bool { imports.isEmpty && publications.isEmpty && newSnapshots.isEmpty && changes.isEmpty }
}

/// The names of images for which it matters whether their snapshot is encrypted.
struct SnapshotUse: Sendable, Hashable {
    var published: Set<String> = []
    var shared: Set<String> = []

    var isEmpty: Bool { published.isEmpty && shared.isEmpty }

    mutating func formUnion(_ other: SnapshotUse) {
        published.formUnion(other.published)
        shared.formUnion(other.shared)
    }
}

/// A change that is asked about.
struct ProposedChange: Sendable {
    let change: EC2Change
    let region: Region
    /// Whether a refusal is final. A policy may allow by the tags of an image, which one that is not there yet does not have.
    var isDecisive = true

    /// The id that stands for an image which is not there yet.
    static let anyImage = "ami-00000000000000000"
    /// The id that stands for a snapshot which is not there yet.
    static let anySnapshot = "snap-00000000000000000"
}

extension PreflightScope {
    /// Adds a change, unless its action is asked about already; decisive ones go first.
    mutating func ask(_ change: EC2Change, in region: Region, isDecisive: Bool = true) {
        let proposal = ProposedChange(change: change, region: region, isDecisive: isDecisive)
        if let index = changes.firstIndex(where: { $0.change.action == change.action }) {
            if isDecisive, !changes[index].isDecisive { changes[index] = proposal }
        } else {
            changes.append(proposal)
        }
    }

    /// Adds an image that becomes public as it is.
    mutating func publish(_ existing: EC2Image, named name: String, in region: Region) {
        guard !existing.isPublic else { return }
        publications[region, default: []].append(name)
        ask(.addLaunchPermissions([.all], of: existing.id), in: region)
        guard let root = existing.rootDevice, let snapshot = root.snapshotID else { return }
        ask(.addVolumePermissions([.all], of: snapshot), in: region)
        if root.isEncrypted { findings.append(.encrypted(name, region, "its snapshot \(snapshot) is encrypted")) }
    }
}

extension PreflightFinding {
    static func encrypted(_ image: String, _ region: Region, _ what: String) -> PreflightFinding {
        PreflightFinding(
            .error, .encryptedSnapshots, image: image, region: region.rawValue,
            "\(what), and what is encrypted cannot be public: take `public` out of the definition, or make the image under another name from a snapshot that is not encrypted"
        )
    }
}
