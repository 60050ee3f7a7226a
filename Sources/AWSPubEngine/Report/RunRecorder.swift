import Foundation
import Synchronization

/// Listens to a run and makes its report. Pass ``handle(_:unit:)`` the engine's events, from any thread.
///
/// ```swift
/// let recorder = RunRecorder(program: "my-publisher 1.0", command: "create", subject: path)
/// let context = try await Context(config: path, configMapping: nil, account: account) { recorder.handle($0) }
/// …
/// let report = recorder.report(.done)
/// ```
public final class RunRecorder: Sendable {
    private let program: String
    private let command: String
    private let subject: String
    private let started = Date()
    private let begin = ContinuousClock.now
    private let record = Mutex(RunRecord())

    /// Begins a run now.
    /// - Parameters:
    ///   - program: what runs, with its version.
    ///   - command: such as `create`.
    ///   - subject: what it runs on, such as the config's path. Must hold no secret.
    public init(program: String, command: String, subject: String) {
        self.program = program
        self.command = command
        self.subject = subject
    }

    /// Takes an event, which happened now.
    /// - Parameters:
    ///   - event: as the engine tells it.
    ///   - unit: says which unit it is about, where several run.
    public func handle(_ event: EngineEvent, unit: String? = nil) {
        record.withLock { $0.add(event, unit: unit, at: seconds) }
    }

    /// Takes an error that ended something. One that an event told already is not taken twice.
    public func fail(_ error: any Error, unit: String? = nil) {
        let known = error as? EngineError
        record.withLock {
            $0.fail(RunReport.Failure(unit: unit, image: known?.image, region: known?.region, message: known?.message ?? "\(error)"))
        }
    }

    /// Returns the report until now. Stages that go on end here.
    public func report(_ outcome: RunReport.Outcome) -> RunReport {
        let end = seconds
        var report = RunReport(
            program: program, command: command, subject: subject, started: started, seconds: end, outcome: outcome, lanes: [], images: [], calls: [],
            retries: [], upload: nil, errors: [])
        record.withLock { $0.fill(&report, end: end) }
        return report
    }

    private var seconds: Double { (ContinuousClock.now - begin).seconds }
}
