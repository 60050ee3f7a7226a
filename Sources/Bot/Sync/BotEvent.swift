package import AWSPubEngine
package import ConfigDiff
package import Git
package import ImageConfig
package import RepoWatcher

/// Something a pass does, as it happens.
package enum BotEvent: Sendable {
    /// The branch points here.
    case tip(ObjectID)
    /// The branch does not build on where it was, so everything is compared.
    case rewritten(Rewrite)
    case diagnostic(Diagnostic)
    /// A unit is about to run.
    case started(DueUnit)
    case engine(UnitID, EngineEvent)
    case finished(UnitID, Manifest.Status, errors: [String])
    /// A unit is not defined any more, and this is what is left of it.
    case orphaned(UnitID, images: [String])
    case committed(ObjectID)
    /// There was nothing to commit.
    case unchanged
}

/// Takes the events of a pass, from any thread.
package typealias BotEventHandler = @Sendable (BotEvent) -> Void
