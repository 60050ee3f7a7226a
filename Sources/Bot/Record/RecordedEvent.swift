/// Something that changed in the record.
package struct RecordedEvent: Sendable, Hashable {
    package enum Change: Sendable, Hashable {
        case repository(RecordedRepository)
        case unit(RecordedUnit)
        case run(RecordedRun)
        case line(run: String, RunLogLine)
    }

    /// Grows with each event, also over restarts of the process.
    package let id: Int
    package let change: Change
}
