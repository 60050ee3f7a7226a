import Git
import ImageConfig
package import RepoWatcher

extension BotConfiguration {
    /// Makes what follows the branch.
    /// - Throws: `GitError`, also when results are to be signed and the key cannot: better now than when images are public already.
    package func follower(in directory: StateDirectory) async throws -> BranchFollower {
        try await checkSigner()
        return try await BranchFollower(
            remote: Remote(remote), branch: branch, results: results, directory: directory, gate: try gate(in: directory))
    }

    /// Tries to sign, if results are to be signed.
    /// - Throws: `GitError` when the key cannot.
    package func checkSigner() async throws { _ = try await signer?.sign([]) }

    /// Who signs results.
    var signer: CommitSigner? { signingKey.map { CommitSigner(key: $0, environment: remote.environment) } }

    private func gate(in directory: StateDirectory) throws(GitError) -> CommitGate? {
        guard let allowedSigners else { return nil }
        // Without it, whoever can push could write manifests, which say what runs and what may be removed.
        guard let signer else { throw GitError(.invalid, "check signature", "the results must be signed too when commits must be") }
        let people = SignatureKeyring(
            folder: directory.path("signers/people"), gpgKeys: allowedSigners.gpgKeys, allowedSigners: allowedSigners.ssh,
            environment: remote.environment)
        let own = SignatureKeyring(folder: directory.path("signers/own"), of: signer, environment: remote.environment)
        return CommitGate(people: people, own: own) { commit, repository in
            guard let entry = try await repository.entry(at: RepositorySettings.fileName, of: commit) else { return RepositorySettings().results }
            let text = NamedText(name: entry.path, bytes: try await repository.blob(entry.id, limit: 1 << 20))
            // With wrong settings nothing runs, so there are no results.
            return (try? RepositorySettings(text))?.results ?? RepositorySettings().results
        }
    }
}
