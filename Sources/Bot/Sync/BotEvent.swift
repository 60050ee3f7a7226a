package import AWSPubEngine
package import ConfigDiff
package import Forge
package import Git
package import ImageConfig
package import RepoWatcher

/// Something a pass does, as it happens.
package enum BotEvent: Sendable {
    /// The branch points here.
    case tip(ObjectID)
    /// What the manifests there say.
    case manifests([Manifest])
    /// A unit's manifest changed there; nil when it has none any more.
    case manifest(UnitID, Manifest?)
    /// The branch does not build on where it was, so everything is compared.
    case rewritten(Rewrite)
    case diagnostic(Diagnostic)
    /// A look is over, and what it found when that was something else than before. Only where a forge is told.
    case looked(CommitLedger.Look?)
    /// An open request was planned, and the forge told.
    case planned(ChangeRequest, units: Int)
    /// The forge was told a status of a merged commit.
    case reported
    /// The forge does not take what it is told, or does not answer. It is told again.
    case notReported(String)
    /// A unit is about to run; the run's id is in the results commit, too.
    case started(DueUnit, run: String)
    /// A unit is due and may not run.
    case held(UnitID, reason: String)
    /// Nothing keeps a unit from running any more, or it is not due any more.
    case released(UnitID)
    case engine(UnitID, EngineEvent)
    case finished(UnitID, Manifest.Status, errors: [String])
    /// A run stopped at a safe point: the unit was defined anew, or the process ends.
    case interrupted(UnitID)
    /// A unit is not defined any more, and this is what is left of it.
    case orphaned(UnitID, images: [String])
    /// A unit was compared with AWS.
    case compared(UnitID, DriftFinding)
    /// Somebody else pushed first, so the results are committed again on the new tip.
    case pushRetried
    /// Results could not be brought to the branch. They are kept, and tried again.
    case notDelivered(String)
    /// The clone could not be read, and what it was read for is tried again.
    case notReadable(String)
    case committed(ObjectID)
    /// Somebody approved of publishing a unit over the API, which this commit says.
    case approved(UnitID, ObjectID)
    /// There was nothing to commit.
    case unchanged
}

/// Takes the events of a pass, from any thread.
package typealias BotEventHandler = @Sendable (BotEvent) -> Void
