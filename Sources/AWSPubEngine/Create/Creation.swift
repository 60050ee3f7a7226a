import AWS
import AWSPartition
import Digest
import ImageConfig

/// Makes images in all of their regions: observes, plans, and applies the plan.
///
/// Each region goes its own way: it waits for nothing but its own copy of the snapshot, and one that fails does not stop the others.
struct Creation: Sendable {
    let context: Context
    let images: [ImageDefinition]
    var changePolicy: @Sendable (ImageDefinition) -> ChangePolicy = { _ in .keep }
    /// Whether what can be changed of images that exist is brought in line with their definitions.
    var isConverging = false

    /// What was made and what could not be.
    struct Outcome: Sendable {
        /// By image name and region.
        var images: [String: [String: ImageInfo]] = [:]
        var failures: [EngineError] = []

        mutating func merge(_ other: Outcome) {
            images.merge(other.images) { $0.merging($1) { first, _ in first } }
            failures += other.failures
        }
    }

    /// Looks at what there is, and decides what to do. Changes nothing.
    func plan() async throws -> CreationPlan {
        let wanted = try await context.imagesByRegion(images)
        let observed = try await context.observe(wanted, withSnapshots: true)
        return CreationPlan(wanted, observed: observed, config: context.config, source: context.source.whole, policy: changePolicy)
    }

    /// Makes the images, the source's upload included.
    /// - Throws: what fails before any region's own work, such as a missing bucket.
    func run() async throws -> Outcome {
        // What is needed last is looked at first: nothing is uploaded for an image that cannot be registered.
        for image in images { _ = try image.readUEFIData() }
        let plan = try await plan()
        var outcome = Outcome(images: Dictionary(uniqueKeysWithValues: images.map { ($0.name, [:]) }), failures: plan.failures)
        guard !plan.isRefused else { return outcome }
        for (region, steps) in plan.steps.sorted(by: { $0.key < $1.key }) { enter(.waiting, steps, in: region) }
        try await S3(context).provideSource()
        let home = try await context.home()
        let parts = try await plan.stepsBySnapshot.map { ($0.key, $0.value) }.concurrentMap(limit: 100) { name, regions in
            try await apply(regions, on: name, present: plan.snapshots[name] ?? [], home: home)
        }
        for part in parts { outcome.merge(part) }
        outcome.failures.sort { ($0.image ?? "", $0.region ?? "") < ($1.image ?? "", $1.region ?? "") }
        return outcome
    }

    /// Applies the steps of the images that share a snapshot. Regions that have it do not wait for the import.
    private func apply(_ regions: [Region: [ImageStep]], on name: String, present: Set<Region>, home: Region) async throws -> Outcome {
        try await withThrowingTaskGroup(of: Outcome.self) { group in
            var outcome = Outcome()
            let waiting = regions.filter { region, steps in steps.contains(where: \.needsSnapshot) && !present.contains(region) }
            for (region, steps) in regions where waiting[region] == nil {
                group.addTask { try await apply(steps, in: region) { try await existing(name, in: region) } }
            }
            if let first = waiting.keys.min() {
                switch try await context.isolated(home, { try await Snapshot(context).create(in: home, named: name) }) {
                case .success(let original):
                    for (region, steps) in waiting {
                        group.addTask {
                            try await apply(steps, in: region) {
                                if region != home { enter(.copying, steps, in: region) }
                                return try await Snapshot(context).copy(original, named: name, from: home, to: region)
                            }
                        }
                    }
                case .failure(let error):
                    // One cause is told once, for the first of the images that it keeps from being made.
                    outcome.failures.append(EngineError(error, image: waiting[first]?.first?.image.name, region: home))
                }
            }
            for try await part in group { outcome.merge(part) }
            return outcome
        }
    }

    private func enter(_ stage: EngineEvent.Stage, _ steps: [ImageStep], in region: Region) {
        for step in steps { context.enter(stage, in: region, image: step.image.name) }
    }

    private func existing(_ name: String, in region: Region) async throws -> String {
        guard let found = try await Snapshot(context).find(name, in: region) else {
            throw EngineError(.copyFailed, region: region.rawValue, "the snapshot named \(name) was deleted in the meantime")
        }
        try await Snapshot(context).waitUntilCompleted(found.id, in: region)
        context.events(EngineEvent(region: region.rawValue, .snapshotReady(id: found.id, wasThere: true)))
        return found.id
    }

    private func apply(_ steps: [ImageStep], in region: Region, snapshot: @escaping @Sendable () async throws -> String) async throws -> Outcome {
        let needed = steps.filter(\.needsSnapshot).map(\.image.name)
        var id: String?
        var outcome = Outcome()
        if let first = needed.first {
            switch try await context.isolated(region, image: needed.count == 1 ? first : nil, snapshot) {
            case .success(let made): id = made
            case .failure(let error): outcome.failures += needed.map { EngineError(error, image: $0, region: region) }
            }
        }
        let possible = steps.filter { !$0.needsSnapshot || id != nil }
        let parts = try await possible.concurrentMap(limit: 50) { [id] step in
            let result = try await context.isolated(region, image: step.image.name) {
                let registration = Registration(context: context, image: step.image, region: region, isConverging: isConverging)
                let info = try await registration.run(step.action, snapshot: id)
                try await Sharing(context: context, image: step.image).run(info, in: region)
                context.enter(.created, in: region, image: step.image.name)
                return info
            }
            return switch result {
            case .success(let info): Outcome(images: [step.image.name: [region.rawValue: info]])
            case .failure(let error): Outcome(failures: [error])
            }
        }
        for part in parts { outcome.merge(part) }
        return outcome
    }
}
