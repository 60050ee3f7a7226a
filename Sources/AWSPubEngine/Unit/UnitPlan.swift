import AWS
import AWSPartition
import Digest
import ImageConfig

/// What making the images of a unit would come to, given what AWS has.
package struct UnitPlan: Sendable, Hashable {
    /// By image name and region.
    package var actions: [String: [String: PlannedAction]] = [:]
    /// What stands in the way.
    package var errors: [EngineError] = []
    /// What preflight found: errors keep the run from making anything.
    package var findings: [PreflightFinding] = []
}

/// What a run would do about an image in a region.
package enum PlannedAction: Sendable, Hashable {
    case register
    case keep(imageID: String, differences: [String])
    case replace(imageID: String, differences: [String])
}

extension UnitRun {
    /// Returns what `create` would do. Only looks.
    package func plan() async throws -> UnitPlan {
        let (plan, findings) = try await creation.preflight()
        var actions: [String: [String: PlannedAction]] = [:]
        for (region, steps) in plan.steps {
            for step in steps { actions[step.image.name, default: [:]][region.rawValue] = PlannedAction(step.action) }
        }
        return UnitPlan(actions: actions, errors: plan.failures, findings: findings)
    }
}

extension PlannedAction {
    init(_ action: ImageStep.Action) {
        switch action {
        case .register: self = .register
        case .adopt(let image, let differences): self = .keep(imageID: image.id, differences: differences.map(\.description))
        case .replace(let image, let differences): self = .replace(imageID: image.id, differences: differences.map(\.description))
        }
    }
}
