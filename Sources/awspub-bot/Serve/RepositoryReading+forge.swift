import Forge
import Git
import ImageConfig
import RepoWatcher

extension RepositoryReading {
    /// Returns the forge that the repository is on; nil when there is none that is told anything.
    /// - Throws: `ConfigProblems` with the place in the settings.
    func forge(_ entry: OperatorSettings.RepositoryEntry, _ url: RemoteURL) throws(ConfigProblems) -> ForgeAccess? {
        guard let said = entry.forge, let kind = ForgeKind(rawValue: said.kind) else { return nil }
        let token = try file.at(keys("forge", "token_file")) { try ForgeToken(try SecretFile(said.tokenFile).token()) }
        var access = try file.at(keys("forge")) {
            try ForgeAccess(kind: kind, api: said.api, project: said.project, token: token, remote: url)
        }
        access.user = said.user
        access.proxy = try file.at(keys("proxy")) { try entry.proxy.map { try ProxyURL($0) } }
        access.certificateAuthorities = entry.certificateAuthorities
        return access
    }
}

extension OperatorSettings.RepositoryEntry {
    var resultsPlace: ResultsPlace {
        guard let branch = results.branch else { return .followedBranch }
        return results.request ? .proposal(branch: branch) : .ownBranch(branch)
    }
}
