import AWSPubEngine
import CanonicalJSON

/// What would become of an image in a region, in words.
struct ObservedLine: Sendable, Hashable {
    let image: String
    let region: String
    let action: String
}

extension UnitPlan {
    /// By image and region.
    var lines: [ObservedLine] {
        actions.sorted { $0.key < $1.key }.flatMap { image, regions in
            regions.sorted { $0.key < $1.key }.map { ObservedLine(image: image, region: $0.key, action: $0.value.words) }
        }
    }

    /// By image and region.
    var json: JSON { .object(actions.mapValues { .object($0.mapValues(\.json)) }) }
}

extension PlannedAction {
    fileprivate var words: String {
        switch self {
        case .register: "register"
        case .keep(let id, let differences): "keep \(id)\(PlannedAction.reason(differences))"
        case .replace(let id, let differences): "replace \(id)\(PlannedAction.reason(differences))"
        }
    }

    private static func reason(_ differences: [String]) -> String {
        differences.isEmpty ? "" : ": its \(differences.joined(separator: "; "))"
    }

    fileprivate var json: JSON {
        switch self {
        case .register: ["action": "register"]
        case .keep(let id, let differences): ["action": "keep", "image_id": .string(id), "differences": .strings(differences)]
        case .replace(let id, let differences): ["action": "replace", "image_id": .string(id), "differences": .strings(differences)]
        }
    }
}
