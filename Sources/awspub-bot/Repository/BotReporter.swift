import Bot
import ConfigDiff
import Git
import ImageConfig
import Logging

/// Tells what a pass does, on stderr.
final class BotReporter: Sendable {
    private let progress: ProgressReporter
    private let isQuiet: Bool

    init(progress: ProgressReporter, isQuiet: Bool) {
        self.progress = progress
        self.isQuiet = isQuiet
    }

    /// Takes an event of a pass, from any thread.
    func handle(_ event: BotEvent) {
        switch event {
        case .engine(let unit, let event): progress.handle(event, unit: "\(unit)")
        case .diagnostic(let diagnostic): StandardError.tell("\(diagnostic)", level: .info)
        case .tip(let commit): tell("the branch is at \(commit.short)")
        case .started(let due):
            tell("\(due.unit) runs, because")
            for reason in due.reasons { tell("  \(reason.field): \(reason.change)") }
        case .finished(let unit, let status, let errors):
            tell("\(unit) is \(status.rawValue)")
            for error in errors { StandardError.tell("\(unit): \(error)", level: .error) }
        case .orphaned(let unit, let images):
            tell("\(unit) is no longer defined\(images.isEmpty ? "" : "; left in AWS: \(images.joined(separator: ", "))")")
        case .committed(let commit): tell("the results are pushed as \(commit.short)")
        case .unchanged: tell("nothing to commit")
        }
    }

    /// Ends the drawing.
    func finish() { progress.finish() }

    private func tell(_ line: String) {
        if !isQuiet { StandardError.tell(line, level: .info) }
    }
}
