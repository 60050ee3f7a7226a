import AWSPubEngine
import ConfigDiff
import ImageConfig
import OrderedCollections

/// Which images that are in no definition any more may go, and in which order. Pure.
struct PrunePlan: Sendable {
    /// In the order in which they go.
    let candidates: [Candidate]
    /// Orphans that another unit has taken over, by unit, name and region.
    private(set) var adopted: [UnitID: [String: [String: String]]] = [:]

    struct Candidate: Sendable, Hashable {
        let orphan: OrphanedImage
        /// The first unit that has it among its orphans; another group of the config may have it too.
        let unit: UnitID
    }

    /// - Parameters:
    ///   - manifests: as they are after the runs of this pass.
    ///   - names: of all images that valid definitions have; nothing of these names goes.
    ///   - age: orders commits, the oldest first.
    ///   - isHeld: units that nothing is done about now.
    ///   - failed: what could not be removed last time; it goes last, so that it does not keep the others waiting for ever.
    init(
        manifests: [UnitID: Manifest], names: Set<String>, age: (Manifest) -> Int64, isHeld: (UnitID) -> Bool = { _ in false },
        failed: (Manifest, String) -> Bool
    ) {
        let living = Set(manifests.values.flatMap { $0.images.values.flatMap(\.values) })
        var entries: [(last: Int, age: Int64, orphan: OrphanedImage, unit: UnitID)] = []
        for manifest in manifests.values.filter({ !$0.orphans.isEmpty }).sorted(by: { $0.unit < $1.unit }) {
            let (age, isHeld) = (age(manifest), isHeld(manifest.unit))
            for (name, regions) in manifest.orphans.sorted(by: { $0.key < $1.key }) {
                for (region, id) in regions.sorted(by: { $0.key < $1.key }) {
                    if living.contains(id) {
                        adopted[manifest.unit, default: [:]][name, default: [:]][region] = id
                    } else if !isHeld, !names.contains(name) {
                        let orphan = OrphanedImage(name: name, region: region, imageID: id, config: manifest.unit.config)
                        entries.append((failed(manifest, id) ? 1 : 0, age, orphan, manifest.unit))
                    }
                }
            }
        }
        // What is as old stays in the order of units, names and regions.
        let order = entries.indices.sorted { (entries[$0].last, entries[$0].age, $0) < (entries[$1].last, entries[$1].age, $1) }
        var seen: Set<OrphanedImage> = []
        candidates = order.map { Candidate(orphan: entries[$0].orphan, unit: entries[$0].unit) }.filter { seen.insert($0.orphan).inserted }
    }
}
