import AWS
import AWSPartition
import Digest
import ImageConfig

/// Makes images in all of their regions: observes, plans, and applies the plan.
///
/// Each region goes its own way: it waits for nothing but its own copy of the snapshot, and one that fails does not stop the others.
struct Creation: Sendable {
    var context: Context
    let images: [ImageDefinition]
    var changePolicy: @Sendable (ImageDefinition) -> ChangePolicy = { _ in .keep }
    /// Whether what can be changed of images that exist is brought in line with their definitions.
    var isConverging = false
    /// What the run does with the images afterwards, whose needs preflight looks at too.
    var following: Set<RunStage> = []

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
        let (plan, findings) = try await preflight()
        var outcome = Outcome(images: Dictionary(uniqueKeysWithValues: images.map { ($0.name, [:]) }), failures: findings.errors + plan.failures)
        guard !plan.isRefused, findings.errors.isEmpty else { return outcome }
        for (region, steps) in plan.steps.sorted(by: { $0.key < $1.key }) { enter(.waiting, steps, in: region) }
        for (start, part) in try await context.forEachPartition(askedIn: context.starts(of: plan), { try await apply(plan, askedIn: $0) }) {
            switch part {
            case .success(let part): outcome.merge(part)
            case .failure(let error):
                context.events(EngineEvent(region: start.rawValue, .regionFailed(reason: error.message)))
                outcome.failures.append(error)
            }
        }
        outcome.failures.sort { ($0.image ?? "", $0.region ?? "") < ($1.image ?? "", $1.region ?? "") }
        if isConverging { try await DuplicateSnapshots(context: context).remove(plan.duplicates) }
        return outcome
    }

    /// Applies a plan's steps in one partition.
    private func apply(_ plan: CreationPlan, askedIn start: Region) async throws -> Outcome {
        let isMine = { (region: Region) in context.session.start(for: region) == start }
        if plan.needsSource(in: isMine) { try await S3(context).provideSource(askedIn: start) }
        let home = try await context.home(askedIn: start)
        let steps = plan.stepsBySnapshot(in: isMine)
        let parts = try await steps.map { ($0.key, $0.value) }.concurrentMap(limit: 100) { name, regions in
            try await apply(regions, on: name, present: plan.snapshots[name] ?? [:], home: home)
        }
        return parts.reduce(into: Outcome()) { $0.merge($1) }
    }

    /// Applies the steps of the images that share a snapshot. Regions that have it do not wait for the import.
    private func apply(_ regions: [Region: [ImageStep]], on name: String, present: [Region: EC2Snapshot], home: Region) async throws -> Outcome {
        try await withThrowingTaskGroup(of: Outcome.self) { group in
            var outcome = Outcome()
            let waiting = regions.filter { region, steps in steps.contains(where: \.needsSnapshot) && present[region] == nil }
            for (region, steps) in regions where waiting[region] == nil {
                group.addTask { try await apply(steps, in: region) { try await existing(present[region], in: region) } }
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

    private func existing(_ snapshot: EC2Snapshot?, in region: Region) async throws -> String {
        guard let snapshot else { throw EngineError(.copyFailed, region: region.rawValue, "there is no snapshot to register images from") }
        return try await Snapshot(context).completed(snapshot, in: region)
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
                try await Sharing(context: context, image: step.image).run(info, in: region, isNew: step.needsSnapshot)
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
