import AWSPubEngine
import ImageConfig

extension RepositorySettings {
    /// What a run does by itself.
    var runStages: Set<RunStage> { runStages(isApproved: false) }

    /// What a run does.
    /// - Parameter isApproved: whether people approved of publishing.
    func runStages(isApproved: Bool) -> Set<RunStage> {
        var stages = Set(stages.compactMap(RunStage.init(rawValue:)))
        if publish == .manual, !isApproved { stages.remove(.publish) }
        return stages
    }
}
