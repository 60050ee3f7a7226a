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

    /// - Parameters:
    ///   - context: with the journal, and the tags that say who made what.
    ///   - onChange: what to do about images that differ from their definition in what cannot be changed.
    package init(context: Context, unit: UnitGroup, stages: Set<RunStage> = Set(RunStage.allCases), onChange: ChangePolicy = .fail) {
        self.context = context
        self.unit = unit
        self.stages = stages
        self.onChange = onChange
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
        if stages.contains(.create) {
            try await S3(context).uploadFile(context.config.source.path)
            let made = try await Creation(context: context, images: images, changePolicy: policy).run()
            outcome.images = made.images
            outcome.errors += made.failures
        }
        // What follows is for a whole set only: a gap is reported, and nothing of it is shown to anybody.
        guard outcome.errors.isEmpty else { return }
        if stages.contains(.verify) { try await verify(images, &outcome) }
        guard outcome.errors.isEmpty else { return }
        if stages.contains(.publish) {
            outcome.publication = try await Publication(context: context, images: images).run()
        }
        if stages.contains(.cleanup) {
            let removed = try await Cleanup(context: context, images: images, deletingSnapshots: true).run()
            for (image, regions) in removed { for region in regions.keys { outcome.images[image]?[region] = nil } }
        }
    }

    private var policy: @Sendable (ImageDefinition) -> ChangePolicy {
        { [extensions = context.config.bot.images, onChange] image in extensions[image.name]?.onChange ?? onChange }
    }

    private func verify(_ images: [ImageDefinition], _ outcome: inout UnitOutcome) async throws {
        let verification = Verification(context: context, includingPublication: false)
        for image in images {
            for (region, problems) in try await verification.verify(image).sorted(by: { $0.key < $1.key }) {
                let list = problems.map(\.rawValue).joined(separator: ", ")
                outcome.errors.append(EngineError(.imageDiffers, image: image.name, region: region, "verification found: \(list)"))
            }
        }
    }
}
