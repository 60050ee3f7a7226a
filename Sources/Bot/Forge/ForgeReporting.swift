package import ConfigDiff
package import Forge

/// What the forge of a repository is told.
package struct ForgeReporting: Sendable {
    package let forge: any Forge
    /// Where git finds the heads of requests, such as `refs/pull/*/head`.
    package let requestReferences: String
    /// Whose requests are planned.
    package var plans = RequestScope.all
    /// For whose plans AWS is looked at.
    package var observations = RequestScope.none
    /// Whether commits get statuses of their runs.
    package var reportsRuns = true
    /// Returns the address of a unit's run, when it has one.
    package var link: @Sendable (UnitID) -> String? = { _ in nil }

    package init(forge: any Forge, requestReferences: String) {
        self.forge = forge
        self.requestReferences = requestReferences
    }
}

/// Whose requests something is done for.
package enum RequestScope: String, Sendable, Hashable, CaseIterable {
    case none
    /// Those from branches of the repository itself, which only people who may write to it can push.
    case own
    /// Those from forks too.
    case all

    func includes(_ request: ChangeRequest) -> Bool { self == .all || self == .own && !request.isFork }
}
