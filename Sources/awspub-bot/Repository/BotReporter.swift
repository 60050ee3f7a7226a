import AWSPubEngine
import Bot
import ConfigDiff
import Git
import ImageConfig
import Logging
import RepoWatcher

/// Tells what a pass does, on stderr.
final class BotReporter: Sendable {
    private let progress: ProgressReporter
    private let recorder: RunRecorder

    init(progress: ProgressReporter, recorder: RunRecorder) {
        self.progress = progress
        self.recorder = recorder
    }

    /// Takes an event of a pass, from any thread.
    func handle(_ event: BotEvent) {
        switch event {
        case .engine(let unit, let event):
            progress.handle(event, unit: "\(unit)")
            recorder.handle(event, unit: "\(unit)")
        case .rewritten(let rewrite): tell("history was rewritten since \(rewrite.old.short); everything is compared")
        case .diagnostic(let diagnostic): StandardError.tell(diagnostic)
        case .tip(let commit): tell("the branch is at \(commit.short)")
        case .started(let due, _):
            tell("\(due.unit) runs, because")
            for reason in due.reasons { tell("  \(reason.field): \(reason.change)") }
        case .finished(let unit, let status, let errors):
            progress.end(unit: "\(unit)")
            tell("\(unit) is \(status.rawValue)")
            for error in errors {
                StandardError.tell("\(unit): \(error)", level: .error)
                recorder.fail(CommandFailure(.failed, error), unit: "\(unit)")
            }
        case .orphaned(let unit, let images):
            tell("\(unit) is no longer defined\(images.isEmpty ? "" : "; left in AWS: \(images.joined(separator: ", "))")")
        case .committed(let commit): tell("the results are pushed as \(commit.short)")
        case .unchanged: tell("nothing to commit")
        case .pushRetried: tell("somebody else pushed first; the results are committed again on the new tip")
        case .held(let unit, let reason): tell("\(unit) is due, but \(reason)")
        case .interrupted(let unit): tell("\(unit) is interrupted")
        case .notReadable(let reason): StandardError.tell("the clone cannot be read: \(reason)", level: .error)
        case .notDelivered(let reason): StandardError.tell("the results cannot be pushed yet: \(reason)", level: .error)
        // A pass compares nothing and tells no forge.
        case .manifests, .manifest, .released, .approved, .compared, .looked, .planned, .reported, .notReported: break
        }
    }

    private func tell(_ line: String) { StandardError.tell(line, level: .info) }
}
