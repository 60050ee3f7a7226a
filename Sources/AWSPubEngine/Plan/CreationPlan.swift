import AWS
import AWSPartition
import Digest
import ImageConfig

/// What making images comes to, decided from what there is. Nothing is done before the whole plan stands.
struct CreationPlan: Sendable {
    /// By region.
    var steps: [Region: [ImageStep]] = [:]
    /// Snapshots that are there already, by name and region.
    var snapshots: [String: [Region: EC2Snapshot]] = [:]
    /// Names that several snapshots of a region have.
    var duplicates: [Region: Set<String>] = [:]
    /// What cannot be done: regions that refuse, and images that must not be touched.
    var failures: [EngineError] = []
    /// Whether an image that differs forbids to touch anything.
    var isRefused = false

    /// Returns what is planned for some regions.
    func part(in isIncluded: (Region) -> Bool) -> CreationPlan {
        var part = self
        part.steps = steps.filter { isIncluded($0.key) }
        return part
    }

    /// Whether some snapshot of some regions must be made from the source.
    func needsSource(in isIncluded: (Region) -> Bool) -> Bool {
        steps.contains { region, steps in
            isIncluded(region) && steps.contains { $0.needsSnapshot && snapshots[$0.snapshotName]?[region] == nil }
        }
    }

    /// Returns the snapshots that images in some regions stand on, by name, with the steps of each region.
    func stepsBySnapshot(in isIncluded: (Region) -> Bool) -> [String: [Region: [ImageStep]]] {
        var all: [String: [Region: [ImageStep]]] = [:]
        for (region, steps) in steps where isIncluded(region) {
            for step in steps { all[step.snapshotName, default: [:]][region, default: []].append(step) }
        }
        return all
    }
}

/// What is done about one image in one region.
struct ImageStep: Sendable {
    let image: ImageDefinition
    let snapshotName: String
    let action: Action

    enum Action: Sendable {
        /// There is none yet.
        case register
        /// There is one and it stays, with what is different about it.
        case adopt(EC2Image, [ImageDifference])
        /// There is one and it gives way.
        case replace(EC2Image, [ImageDifference])
    }

    var needsSnapshot: Bool { if case .adopt = action { false } else { true } }
}

extension CreationPlan {
    /// Plans images. Pure: everything is decided from the arguments.
    init(
        _ wanted: [Region: [ImageDefinition]], observed: Observation, config: PublicationConfig, source: SHA256Digest,
        policy: (ImageDefinition) -> ChangePolicy
    ) {
        for (region, images) in wanted {
            if let failure = observed.failures[region] {
                failures += images.map { EngineError(failure, image: $0.name, region: region) }
                continue
            }
            for (name, found) in observed.snapshots[region] ?? [:] {
                snapshots[name, default: [:]][region] = found.preferred
                if found.count > 1 { duplicates[region, default: []].insert(name) }
            }
            for image in images {
                let name = image.snapshotName(sourceSHA256: source)
                let named = Set((observed.snapshots[region]?[name] ?? []).map(\.id))
                let comparison = ImageComparison(image: image, config: config, snapshots: named)
                add(image, on: name, observed.images[region]?[image.name], comparison, policy(image), ImageLifecycle(image, config), in: region)
            }
        }
        failures.sort { ($0.image ?? "", $0.region ?? "") < ($1.image ?? "", $1.region ?? "") }
    }

    private mutating func add(
        _ image: ImageDefinition, on snapshotName: String, _ existing: EC2Image?, _ comparison: ImageComparison, _ policy: ChangePolicy,
        _ lifecycle: ImageLifecycle, in region: Region
    ) {
        let action: ImageStep.Action
        if let existing {
            let differences = comparison.fixedDifferences(of: existing)
            if !differences.isEmpty, policy == .fail {
                return refuse(image, existing, differences, in: region, "give the image another name, or set on_change to keep or replace")
            }
            if !differences.isEmpty, policy == .replace, existing.isDeregistrationProtected, !lifecycle.releases(existing) {
                let way = "it is protected from deregistration and therefore not replaced; give the image another name, or end the protection first"
                return refuse(image, existing, differences, in: region, "\(way) (deregistration_protection: false in its definition does that)")
            }
            action = !differences.isEmpty && policy == .replace ? .replace(existing, differences) : .adopt(existing, differences)
        } else {
            action = .register
        }
        steps[region, default: []].append(ImageStep(image: image, snapshotName: snapshotName, action: action))
    }

    /// Has nothing be touched, since an image is not as it should be.
    private mutating func refuse(_ image: ImageDefinition, _ existing: EC2Image, _ differences: [ImageDifference], in region: Region, _ way: String) {
        let list = differences.map(\.description).joined(separator: "; ")
        failures.append(
            EngineError(.imageDiffers, image: image.name, region: region.rawValue, "\(existing.id) differs from its definition: \(list); \(way)"))
        isRefused = true
    }
}
