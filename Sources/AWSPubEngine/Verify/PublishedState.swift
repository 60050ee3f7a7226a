/// What a run left in AWS, as its manifest says.
package struct PublishedState: Sendable, Hashable {
    /// Image ids by name and region.
    package var images: [String: [String: String]]
    /// Image ids in SSM by region and parameter name.
    package var parameters: [String: [String: String]]
    /// Whether the run published.
    package var isPublished: Bool

    package init(images: [String: [String: String]], parameters: [String: [String: String]], isPublished: Bool) {
        self.images = images
        self.parameters = parameters
        self.isPublished = isPublished
    }
}

extension UnitRun {
    /// Compares AWS with what a run left there, where it left something. Only looks.
    /// - Returns: what is wrong, by image name and region.
    /// - Throws: `EngineError` when AWS does not answer, or refuses to tell.
    package func drift(from state: PublishedState) async throws -> [String: [String: [ImageVerificationErrors]]] {
        let images = context.config.images(in: unit).filter { state.images[$0.name] != nil }
        let verification = Verification(
            context: context, includingPublication: state.isPublished, ignoringFixed: keptNames(images), left: state)
        return try await verification.verify(images).filter { !$0.value.isEmpty }
    }
}
