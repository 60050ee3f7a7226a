import AWSPubEngine
import Bot
import ConfigDiff
import Logging
import RepoWatcher

/// Writes what a pass does to the log.
struct PassLog: Sendable {
    let logger: Logger

    func log(_ event: BotEvent) {
        switch event {
        case .tip(let commit): logger.debug("looked", metadata: ["commit": "\(commit)"])
        case .rewritten(let rewrite):
            logger.warning("history was rewritten; everything is compared", metadata: ["old": "\(rewrite.old)", "new": "\(rewrite.new)"])
        case .diagnostic(let diagnostic): logger.warning("\(diagnostic)")
        case .started(let due, let run):
            let reasons = due.reasons.map { "\($0.field): \($0.change)" }.joined(separator: "; ")
            logger.info("unit due", metadata: ["unit": "\(due.unit)", "run": "\(run)", "reasons": "\(reasons)"])
        case .engine(let unit, let event):
            guard let words = ProgressText.words(event.kind) else { return }
            var metadata: Logger.Metadata = ["unit": "\(unit)"]
            metadata["image"] = event.image.map { "\($0)" }
            metadata["region"] = event.region.map { "\($0)" }
            logger.info("\(words)", metadata: metadata)
        case .finished(let unit, let status, let errors):
            let level: Logger.Level = errors.isEmpty ? .info : .error
            logger.log(level: level, "unit \(status.rawValue)", metadata: ["unit": "\(unit)", "errors": "\(errors.joined(separator: "; "))"])
        case .held(let unit, let reason): logger.info("unit held", metadata: ["unit": "\(unit)", "reason": "\(reason)"])
        case .interrupted(let unit): logger.info("run stopped", metadata: ["unit": "\(unit)"])
        case .orphaned(let unit, let images):
            logger.warning("unit orphaned", metadata: ["unit": "\(unit)", "images": "\(images.joined(separator: ", "))"])
        case .committed(let commit): logger.info("results committed", metadata: ["commit": "\(commit)"])
        case .unchanged: logger.debug("nothing to commit")
        case .pushRetried: logger.info("somebody else pushed first; the results are committed again on the new tip")
        case .notReadable(let reason): logger.error("the clone cannot be read; it is tried again", metadata: ["error": "\(reason)"])
        case .notDelivered(let reason): logger.error("results cannot be pushed yet; they are kept", metadata: ["error": "\(reason)"])
        case .manifests, .manifest: break
        }
    }
}
