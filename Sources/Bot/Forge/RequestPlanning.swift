import AWSPubEngine
import ConfigDiff
import Forge
import Foundation
import Git
import ImageConfig
import RepoWatcher

/// Works out what merging a request would do: with the settings of the branch that it is for, never with its own.
struct RequestPlanning: Sendable {
    let configuration: BotConfiguration
    let reporting: ForgeReporting
    let follower: BranchFollower
    let repository: Repository

    /// - Parameter base: the branch as it is.
    /// - Throws: `GitError`.
    func plan(_ request: ChangeRequest, head: ObjectID, onto base: CommitSnapshot) async throws -> RequestPlan {
        let merged: ObjectID
        switch try await repository.merge(head, into: base.commit) {
        case .conflicts(let paths): return RequestPlan(request: request, outcome: .conflicts(paths))
        case .merged(let commit): merged = commit
        }
        let reader = SnapshotReader(repository: repository)
        let snapshot = try await reader.read(merged, after: base, keepingSettings: true)
        var plan = Plan(base: base, head: snapshot, now: Date())
        let settings = try await reader.settings(of: merged)
        plan.findings += settings.problems
        var obstacle: String?
        if reporting.observations.includes(request), !plan.units.isEmpty {
            (plan, obstacle) = try await observed(plan, snapshot, head: head)
        }
        let known = Set(base.allDiagnostics)
        return RequestPlan(
            request: request, outcome: .plan(plan), changesSettings: settings.settings != base.settings || !settings.problems.isEmpty,
            obstacle: obstacle, known: known)
    }

    /// Looks at AWS, where the head may be believed. What goes wrong with that is no fault of the request.
    private func observed(_ plan: Plan, _ snapshot: CommitSnapshot, head: ObjectID) async throws -> (Plan, String?) {
        do {
            try await follower.check(head)
            let observer = PlanObserver(account: configuration.account, sourceRoots: configuration.sourceRoots)
            let sources = SourceStore(repository, follower.remote, configuration)
            return (try await observer.observe(plan, head: snapshot, sources: sources), nil)
        } catch let error as GitError where error.code == .untrusted {
            return (plan, "AWS was not looked at: \(error.message)")
        } catch {
            try Task.checkCancellation()
            return (plan, "AWS could not be looked at: \(error)")
        }
    }
}
