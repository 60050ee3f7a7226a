import AWSPubEngine
import ArgumentParser
import CanonicalJSON
import Foundation
import Logging

/// `--report`: where the report of a run goes. Add it with `@OptionGroup var report: ReportOptions`.
struct ReportOptions: ParsableArguments {
    @Option(
        name: .customLong("report"),
        help: ArgumentHelp(
            "After the run, also a failed one, write what it did to this file: .json, or .svg for a picture. Twice for both.", valueName: "file"))
    var paths: [String] = []

    func validate() throws {
        for path in paths where kind(of: path) == nil { throw ValidationError("--report takes a name that ends in .json or .svg, not “\(path)”") }
    }

    /// Runs a command, and writes the reports whatever becomes of it.
    /// - Parameters:
    ///   - subject: what it runs on; with no secret in it.
    ///   - problems: what a run that came to its end nevertheless found to be wrong.
    func recording<Result>(
        _ command: String, on subject: String, problems: (Result) -> [EngineError] = { _ in [] }, _ run: (RunRecorder) async throws -> Result
    ) async throws -> Result {
        let recorder = RunRecorder(program: "awspub-bot \(AWSPubBot.version)", command: command, subject: subject)
        guard !paths.isEmpty else { return try await run(recorder) }
        let written = FirstTime()
        // A run that does not stop in time is killed, and its report is not lost then.
        LastWords.shared.set { if written.isFirst() { _ = write(recorder.report(.interrupted)) } }
        let outcome: Swift.Result<Result, any Error>
        do { outcome = .success(try await run(recorder)) } catch {
            outcome = .failure(error)
            if ExitStatus(for: error) != .interrupted, !"\(error)".isEmpty { recorder.fail(error) }
        }
        let found = if case .success(let result) = outcome { problems(result) } else { [EngineError]() }
        for problem in found { recorder.fail(problem) }
        guard written.isFirst() else { return try outcome.get() }
        let failures = write(recorder.report(found.isEmpty ? ending(of: outcome) : .failed))
        // What ended the run is told first.
        if case .success = outcome, let failure = failures.first { throw failure }
        for failure in failures { StandardError.tell(failure.description, level: .error) }
        return try outcome.get()
    }

    private func ending<Result>(of outcome: Swift.Result<Result, any Error>) -> RunReport.Outcome {
        switch outcome {
        case .success: .done
        case .failure(let error): Task.isCancelled || ExitStatus(for: error) == .interrupted ? .interrupted : .failed
        }
    }

    private enum Kind: String {
        case json
        case svg
    }

    private func kind(of path: String) -> Kind? { Kind(rawValue: URL(filePath: path).pathExtension.lowercased()) }

    /// Writes the reports, each file whole or not at all.
    /// - Returns: what could not be written.
    private func write(_ report: RunReport) -> [CommandFailure] {
        paths.compactMap { path in
            let text = kind(of: path) == .svg ? report.svg : report.json.prettyText + "\n"
            do {
                try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
                return nil
            } catch {
                return CommandFailure(.failed, "the report cannot be written to \(path): \(error.localizedDescription)")
            }
        }
    }
}
