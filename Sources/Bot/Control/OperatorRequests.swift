import ConfigDiff
import Synchronization

/// What an operator can ask of the daemon while it runs.
package final class OperatorRequests: Sendable {
    /// What came of a request.
    package enum Outcome: Sendable, Hashable {
        case accepted
        case approved(Approval)
        case unknownRepository
        case unknownUnit
        /// As things stand it cannot be done.
        case refused(String)
        /// Git did not take it.
        case failed(String)
    }

    package let suspensions: Suspensions
    private let record: BotRecord
    private let wake: @Sendable (String) -> Void
    private let reconcilers = Mutex<[String: Reconciler]>([:])

    static let isSuspended = "the repository is suspended; resume it first"
    static let isNotRead = "the repository has not been read yet; try again soon"

    /// - Parameter wake: asks for a look at the repository of this name soon; must not block.
    package init(record: BotRecord, suspensions: Suspensions, wake: @escaping @Sendable (String) -> Void) {
        self.record = record
        self.suspensions = suspensions
        self.wake = wake
        tellSuspended()
    }

    /// Tells the record which of its repositories are suspended; to be called when it has others.
    package func tellSuspended() {
        for repository in record.repositories { record.setSuspended(suspensions.contains(repository.name), repository.name) }
    }

    /// Hands what concerns units of a repository to a reconciler from now on; nil when nobody works on it any more.
    package func connect(_ reconciler: Reconciler?, to name: String) { reconcilers.withLock { $0[name] = reconciler } }

    /// Asks for a look at a repository soon.
    package func sync(_ name: String) -> Outcome {
        guard record.repository(name) != nil else { return .unknownRepository }
        guard !suspensions.contains(name) else { return .refused(Self.isSuspended) }
        record.requested(name)
        wake(name)
        return .accepted
    }

    /// Stops the looks at a repository; one that goes on comes to its end. It stays stopped over restarts.
    /// - Throws: `SuspensionsError` when that cannot be kept.
    package func suspend(_ name: String) throws(SuspensionsError) -> Outcome {
        guard record.repository(name) != nil else { return .unknownRepository }
        try suspensions.set(true, name)
        record.setSuspended(true, name)
        return .accepted
    }

    /// Ends the stop, with a look soon.
    /// - Throws: `SuspensionsError` when that cannot be kept.
    package func resume(_ name: String) throws(SuspensionsError) -> Outcome {
        guard record.repository(name) != nil else { return .unknownRepository }
        try suspensions.set(false, name)
        record.setSuspended(false, name)
        record.requested(name)
        wake(name)
        return .accepted
    }
}

extension OperatorRequests {
    /// Keeps units from starting; those that run come to their end. They stay stopped over restarts.
    /// - Throws: `SuspensionsError` when that cannot be kept.
    package func suspend(_ units: UnitSelection, of name: String) async throws -> Outcome {
        try await withReconciler(of: name, knowing: units) { reconciler in
            try suspensions.set(true, units, of: name)
            await reconciler.policyChanged()
            return .accepted
        }
    }

    /// Lets units start again, all that belong to a config.
    /// - Throws: `SuspensionsError` when that cannot be kept.
    package func resume(_ units: UnitSelection, of name: String) async throws -> Outcome {
        try await withReconciler(of: name, knowing: units) { reconciler in
            if units.group != nil, suspensions.units(of: name).contains(UnitSelection(config: units.config, group: nil)) {
                return .refused("all of its config is suspended; resume that")
            }
            try suspensions.set(false, units, of: name)
            await reconciler.policyChanged()
            return .accepted
        }
    }

    /// Approves of publishing a unit, with a commit to the branch that is followed.
    package func approve(_ request: ApprovalRequest, of name: String) async throws -> Outcome {
        try await withReconciler(of: name, knowing: UnitSelection(config: request.unit.config, group: request.unit.group)) { reconciler in
            guard !suspensions.contains(name) else { return .refused(Self.isSuspended) }
            return try await reconciler.approve(request)
        }
    }

    private func withReconciler(of name: String, knowing units: UnitSelection, _ work: (Reconciler) async throws -> Outcome) async throws -> Outcome {
        guard record.repository(name) != nil else { return .unknownRepository }
        guard let reconciler = reconcilers.withLock({ $0[name] }), let isKnown = await reconciler.knows(units) else {
            return .refused(Self.isNotRead)
        }
        guard isKnown else { return .unknownUnit }
        return try await work(reconciler)
    }
}
