import ConfigDiff
import Foundation
package import Git

/// Makes plans for a repository that is here or elsewhere.
package enum Planner {
    /// Compares two revisions.
    /// - Parameters:
    ///   - access: a repository on this machine is read where it is; another is fetched into a temporary folder.
    ///   - base: a revision, such as a branch or a commit.
    ///   - observer: looks at what AWS has; nil to leave AWS alone.
    /// - Throws: `GitError`; `EngineError` when AWS does not answer the observer.
    package static func plan(_ access: RemoteAccess, base: String, head: String, observer: PlanObserver? = nil) async throws -> Plan {
        let folder = FileManager.default.temporaryDirectory.appending(path: "awspub-bot-plan-\(UUID().uuidString)").path(percentEncoded: false)
        defer { try? FileManager.default.removeItem(atPath: folder) }  // a folder that stays in /tmp harms nobody
        let repository: Repository
        if access.url.transport == .local {
            repository = try local(access.url.text)
        } else {
            repository = try Repository.create(at: folder)
            try await Remote(access).fetchAllBranches(into: repository)
        }
        let reader = SnapshotReader(repository: repository)
        let (old, new) = (try await commit(base, in: repository), try await commit(head, in: repository))
        let snapshot = try await reader.read(new)
        let plan = Plan(base: try await reader.read(old, after: snapshot), head: snapshot, now: Date())
        guard let observer else { return plan }
        let sources = SourceStore(
            repository: repository, remote: Remote(access), directory: "\(folder)/sources", roots: observer.sourceRoots, account: observer.account)
        return try await observer.observe(plan, head: snapshot, sources: sources)
    }

    /// Takes branches of the remote as well as commits.
    private static func commit(_ revision: String, in repository: Repository) async throws -> ObjectID {
        if let branch = try await repository.commit(ofReference: Remote.trackingReference(ofBranch: revision)) { return branch }
        return try await repository.resolve(revision)
    }

    private static func local(_ url: String) throws -> Repository {
        let path = url.hasPrefix("file://") ? String(url.dropFirst("file://".count)) : url
        let worktree = "\(path)/.git"
        return try Repository(at: FileManager.default.fileExists(atPath: worktree) ? worktree : path)
    }
}
