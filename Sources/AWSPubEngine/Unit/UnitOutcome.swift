/// How a run of a unit ended.
package struct UnitOutcome: Sendable, Hashable {
    package enum Status: String, Sendable, Hashable {
        /// The images are there; nothing was to be published, or publishing was not among the stages.
        case created
        case published
        /// Some regions failed; what was made is kept.
        case incomplete
        case failed
    }

    package private(set) var status: Status = .failed
    /// By image name and region.
    package var images: [String: [String: ImageInfo]] = [:]
    /// What others can see; nil when the run did not get that far.
    package var publication: PublicationRecord?
    /// In a stable order.
    package var errors: [EngineError] = []

    package init() {}

    /// Decides the status from what was done.
    mutating func settle() {
        if errors.isEmpty {
            status = publication == nil ? .created : .published
        } else {
            status = images.values.contains { !$0.isEmpty } ? .incomplete : .failed
        }
    }
}

/// What a run made visible to others.
package struct PublicationRecord: Sendable, Hashable, Codable {
    /// Regions by the name of the public image.
    package var publicRegions: [String: [String]] = [:]
    /// The image ids in SSM by region and parameter name.
    package var parameters: [String: [String: String]] = [:]
    /// Change sets by image name.
    package var changeSets: [String: String] = [:]
    /// What each sent notification was about, by its key.
    package var notifications: [String: String] = [:]

    package init() {}
}
