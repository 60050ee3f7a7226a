import AWSPubEngine
import Bot
import ConfigDiff
import Forge
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
        case .compared(let unit, let finding): log(finding, of: unit)
        case .approved(let unit, let commit): logger.info("approved over the API", metadata: ["unit": "\(unit)", "commit": "\(commit)"])
        case .unchanged: logger.debug("nothing to commit")
        case .pushRetried: logger.info("somebody else pushed first; the results are committed again on the new tip")
        case .notReadable(let reason): logger.error("the clone cannot be read; it is tried again", metadata: ["error": "\(reason)"])
        case .notDelivered(let reason): logger.error("results cannot be pushed yet; they are kept", metadata: ["error": "\(reason)"])
        case .planned(let request, let units):
            logger.info("request planned", metadata: ["request": "\(request.number)", "commit": "\(request.head)", "units": "\(units)"])
        case .notReported(let reason): logger.warning("the forge is not told; it is tried again", metadata: ["error": "\(reason)"])
        case .manifests, .manifest, .looked, .reported, .released: break
        }
    }

    private func log(_ finding: DriftFinding, of unit: UnitID) {
        switch finding {
        case .well: logger.debug("AWS has what was published", metadata: ["unit": "\(unit)"])
        case .drifted(let lines):
            logger.warning("AWS differs from what was published", metadata: ["unit": "\(unit)", "problems": "\(lines.joined(separator: "; "))"])
        case .failed(let reason): logger.warning("AWS could not be compared", metadata: ["unit": "\(unit)", "error": "\(reason)"])
        }
    }
}
