/// What an operator can ask of the daemon while it runs.
package struct OperatorRequests: Sendable {
    /// What came of a request.
    package enum Outcome: Sendable, Hashable {
        case accepted
        case unknownRepository
        /// It is stopped; it has to be resumed first.
        case suspended
    }

    private let record: BotRecord
    private let suspensions: Suspensions
    private let wake: @Sendable (String) -> Void

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

    /// Asks for a look at a repository soon.
    package func sync(_ name: String) -> Outcome {
        guard record.repository(name) != nil else { return .unknownRepository }
        guard !suspensions.contains(name) else { return .suspended }
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
