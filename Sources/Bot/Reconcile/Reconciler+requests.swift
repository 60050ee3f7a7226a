import AWSPubEngine
import ConfigDiff
import Git
import ImageConfig
import RepoWatcher

extension Reconciler {
    /// Whether units are defined, or have results; nil before the first look.
    func knows(_ units: UnitSelection) -> Bool? {
        guard let view else { return nil }
        let defined = view.snapshot.configs[units.config]
        if units.group == nil, defined != nil { return true }
        return defined?.units.contains(where: units.contains) == true || view.store.manifests.keys.contains(where: units.contains)
    }

    /// Takes over what an operator stopped or resumed.
    func policyChanged() {
        tellHeld()
        work.send()
        news.send()
    }

    /// Commits to the followed branch that a unit may be published as it is defined now.
    /// - Throws: `CancellationError`.
    func approve(_ request: ApprovalRequest) async throws -> OperatorRequests.Outcome {
        guard let view, let policy else { return .refused(OperatorRequests.isNotRead) }
        let unit = request.unit
        if let obstacle = obstacle(to: request, view, policy) { return .refused(obstacle) }
        guard let fingerprint = manifest(of: unit)?.fingerprint else { return .unknownUnit }
        let committer = ResultsCommitter(
            follower: follower, target: .followedBranch, remote: configuration.writer.map(Remote.init), author: configuration.author,
            signer: configuration.signer)
        do {
            let tellRetry: @Sendable () -> Void = { [events] in events(.pushRetried) }
            let made = try await committer.commit(onRetry: tellRetry) { tip, repository in
                guard let tip else { return nil }
                // It may have been defined anew, or be approved already, by the time that the commit is pushed.
                let present = try await SnapshotReader(repository: repository).read(tip, after: view.snapshot)
                guard present.settings.publish == .manual, ConfigComparison.fingerprint(of: unit, in: present, policy.partitions) == fingerprint
                else {
                    throw Overtaken()
                }
                guard !present.isApproved(unit, fingerprint: fingerprint) else { return nil }
                return ResultsCommitter.Changes(
                    files: [unit.approvalPath: Array("\(fingerprint)\n".utf8)], message: request.message(fingerprint: fingerprint, tip: tip))
            }
            guard let made else { return .refused(Self.isApproved) }
            events(.approved(unit, made))
            wake()
            return .approved(Approval(unit: unit, fingerprint: fingerprint, commit: made.hex))
        } catch is Overtaken {
            return .refused("it has been defined anew by now; look at it again")
        } catch let error as GitError {
            try Task.checkCancellation()
            return .failed("\(error)")
        }
    }

    private struct Overtaken: Error {}

    private static let isApproved = "it is approved already"

    /// Returns why there is nothing that a request could approve of; nil when there is.
    private func obstacle(to request: ApprovalRequest, _ view: BranchView, _ policy: UnitPolicy) -> String? {
        guard let wanted = ConfigComparison.fingerprint(of: request.unit, in: view.snapshot, policy.partitions) else {
            return "it is not defined, or its config is invalid"
        }
        guard policy.asksForApproval else { return "publishing it needs no approval" }
        guard !view.snapshot.isApproved(request.unit, fingerprint: wanted) else { return Self.isApproved }
        guard let manifest = manifest(of: request.unit), manifest.fingerprint == wanted else {
            return "it has not been created yet as it is defined now"
        }
        guard manifest.achieved == .created else { return "it is \(manifest.status.rawValue), so there is nothing to approve of" }
        if let seen = request.fingerprint, seen != wanted { return "what waits for approval is \(wanted) by now; look at it again" }
        if policy.isSuspended(request.unit) { return "it is suspended; resume it first" }
        // The bot's own signature vouches for results only.
        guard configuration.allowedSigners == nil else {
            return "commits must be signed by people here: approve with a signed commit of \(request.unit.approvalPath)"
        }
        return nil
    }
}
