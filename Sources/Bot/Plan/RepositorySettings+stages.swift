import AWSPubEngine
import ImageConfig

extension RepositorySettings {
    /// What a run does by itself.
    var runStages: Set<RunStage> {
        var stages = Set(stages.compactMap(RunStage.init(rawValue:)))
        if publish == .manual { stages.remove(.publish) }
        return stages
    }
}
