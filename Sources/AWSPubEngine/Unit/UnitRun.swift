import AWSPartition
import CanonicalJSON
package import ImageConfig
import OrderedCollections

/// What a run does, in this order.
package enum RunStage: String, Sendable, Hashable, CaseIterable {
    case create
    case verify
    case publish
    case cleanup
}

/// One execution of one unit of a config.
package struct UnitRun: Sendable {
    package let context: Context
    package let unit: UnitGroup
    package let stages: Set<RunStage>
    /// For images that say nothing themselves.
    package let onChange: ChangePolicy
    /// Where it is remembered how far the run is; nil to remember nothing.
    package let progress: RunProgress?

    /// - Parameters:
    ///   - context: with the journal, and the tags that say who made what.
    ///   - onChange: what to do about images that differ from their definition in what cannot be changed.
    package init(
        context: Context, unit: UnitGroup, stages: Set<RunStage> = Set(RunStage.allCases), onChange: ChangePolicy = .fail,
        progress: RunProgress? = nil
    ) {
        self.context = context
        self.unit = unit
        self.stages = stages
        self.onChange = onChange
        self.progress = progress
    }

    /// Runs the stages. Failures are part of the outcome; being cancelled is the only error.
    package func run() async throws -> UnitOutcome {
        var outcome = UnitOutcome()
        do {
            try await run(&outcome)
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            if Task.isCancelled { throw CancellationError() }
            outcome.errors.append(EngineError(error, image: nil, region: nil))
        }
        outcome.settle()
        return outcome
    }

    private func run(_ outcome: inout UnitOutcome) async throws {
        let images = context.config.images(in: unit)
        if let earlier = try await brokenOff(images) {
            outcome = earlier
        } else {
            try await make(images, &outcome)
            guard outcome.errors.isEmpty else { return }
            try progress?.record(outcome)
        }
        if stages.contains(.cleanup) { try await cleanUp(images, &outcome) }
    }

    /// Returns what a run that was broken off in its cleanup came to, if all of it is still there.
    private func brokenOff(_ images: [ImageDefinition]) async throws -> UnitOutcome? {
        guard var outcome = progress?.outcome() else { return nil }
        let observed = try await context.observe(context.imagesByRegion(images))
        guard observed.failures.isEmpty else { return nil }
        for image in images {
            var present: [String: ImageInfo] = [:]
            for (region, found) in observed.images { present[region.rawValue] = found[image.name]?.info }
            guard image.isTemporary || present == outcome.images[image.name] else { return nil }
            outcome.images[image.name] = present
        }
        return outcome
    }

    private func make(_ images: [ImageDefinition], _ outcome: inout UnitOutcome) async throws {
        if stages.contains(.create) {
            let made = try await creation.run()
            outcome.images = made.images
            outcome.errors += made.failures
        } else {
            outcome.images = try await AWSPub.find(images, context)
        }
        // What follows is for a whole set only: a gap is reported, and nothing of it is shown to anybody.
        guard outcome.errors.isEmpty else { return }
        if stages.contains(.verify) { try await verify(images, &outcome) }
        guard outcome.errors.isEmpty, stages.contains(.publish) else { return }
        let published = try await Publication(context: context, images: images, isPreflighted: stages.contains(.create)).run()
        outcome.publication = published.record
        outcome.errors += published.failures
    }

    var creation: Creation {
        Creation(context: context, images: context.config.images(in: unit), changePolicy: policy, isConverging: true, following: stages)
    }

    private var policy: @Sendable (ImageDefinition) -> ChangePolicy {
        { [extensions = context.config.bot.images, onChange] image in extensions[ExactText(image.name)]?.onChange ?? onChange }
    }

    private func verify(_ images: [ImageDefinition], _ outcome: inout UnitOutcome) async throws {
        let verification = Verification(context: context, includingPublication: false, ignoringFixed: keptNames(images))
        for (image, regions) in try await verification.verify(images).sorted(by: { $0.key < $1.key }) {
            for (region, problems) in regions.sorted(by: { $0.key < $1.key }) {
                let list = problems.map(\.rawValue).joined(separator: ", ")
                outcome.errors.append(EngineError(.imageDiffers, image: image, region: region, "verification found: \(list)"))
            }
        }
    }

    /// What the policy keeps although it differs is no news.
    func keptNames(_ images: [ImageDefinition]) -> Set<String> { Set(images.filter { policy($0) == .keep }.map(\.name)) }

    private func cleanUp(_ images: [ImageDefinition], _ outcome: inout UnitOutcome) async throws {
        let cleaned = try await Cleanup(context: context, images: images, deletingSnapshots: true).run()
        for (image, regions) in cleaned.removed { for region in regions.keys { outcome.images[image]?[region] = nil } }
        outcome.errors += cleaned.failures
    }
}
