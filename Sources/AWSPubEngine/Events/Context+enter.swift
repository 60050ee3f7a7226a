import AWSPartition

extension Context {
    /// Tells that a region, or an image in it, begins a stage.
    func enter(_ stage: EngineEvent.Stage, in region: Region, image: String? = nil) {
        events(EngineEvent(image: image, region: region.rawValue, .entered(stage)))
    }
}
